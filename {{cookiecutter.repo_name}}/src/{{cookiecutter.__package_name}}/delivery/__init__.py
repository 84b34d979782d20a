"""The portable model in every form in which models are used, and the proof that all agree."""
