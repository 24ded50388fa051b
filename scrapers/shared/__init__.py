"""What several sources of one country share; no source itself, so nothing here is declared or asked for."""
