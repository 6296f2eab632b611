"""People who are accompanied: intake, assessment, plan, referral and its answer, closure with what came of it."""
