"""SMS by Twilio's Programmable Messaging (https://www.twilio.com/docs/messaging)."""

from bot.channels.twilio_sms.channel import TwilioConfig, TwilioSms, open_sms

__all__ = ["TwilioConfig", "TwilioSms", "open_sms"]
