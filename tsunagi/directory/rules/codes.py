"""The closed words of the directory: whom a support is for, which need it answers, how it is reached, what it costs."""

from __future__ import annotations

#: Who asks: the person, the family, a neighbour, a professional, an NPO, an official, somebody who wants to help.
AUDIENCES = frozenset("person family neighbour professional npo official helper".split())

#: What a person, or whoever asks for them, may need.
NEEDS = frozenset(
    """
    suicidal self_harm mental_health loneliness bereaved_by_suicide hikikomori bullying school_refusal dropout
    learning_support pregnancy postpartum parenting single_parent child_abuse child_poverty young_carer care_leaver
    caring dementia elder_watch guardianship guarantor after_death disability developmental hearing mental_illness
    eating_disorder addiction overdose illness domestic_violence sexual_violence stalking crime_victim released
    probation online_abuse human_rights lgbtq foreign_resident overseas_japanese money debt housing homeless food
    job_loss work_search work_harassment workplace_health freelance heat disaster evacuee rural migration_to_country
    digital phone_contract consumer legal divorce friends place_to_be culture_sport marriage student_advice
    self_defence_force civil_servant volunteer npo_support food_donation training gatekeeper research survey
    local_plan grants platform awareness worker_cooperative telework any_trouble
    """.split()
)

#: How a support is reached.
WAYS = frozenset("telephone fax sms line chat form mail in_person visit app web".split())

#: What a support costs, and what the call to it costs ("navi": 0570 and the like, paid even from flat rates).
COSTS = frozenset("free call_charge paid varies unknown".split())
CALL_COSTS = frozenset("free call_charge navi unknown".split())

#: What is known, or is not.
ANSWERS = frozenset("yes no unknown".split())
