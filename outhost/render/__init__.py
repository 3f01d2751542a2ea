"""What is drawn: a render spec and a lead's variables in, the bytes of a picture out."""
