"""The directory as HSDS has it: for the API, the exports and the comparison with what comes in."""
