"""What stands between an installation and going live; `refero doctor` prints it."""
