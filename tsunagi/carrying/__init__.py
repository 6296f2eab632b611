"""What crosses between the half inside a closed network and the half that everybody reaches, as signed files."""
