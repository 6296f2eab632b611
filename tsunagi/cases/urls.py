"""All addresses of casework."""

from tsunagi.cases.addresses import cases, conferences, oversight, people, referrals

app_name = "cases"
urlpatterns = [
    *people.urlpatterns,
    *cases.urlpatterns,
    *referrals.urlpatterns,
    *conferences.urlpatterns,
    *oversight.urlpatterns,
]
