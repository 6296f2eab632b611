"""The register: measures over the years, judged, reviewed, published."""
