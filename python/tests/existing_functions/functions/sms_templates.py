from _gen import *  # <AUTO GENERATED>


class SMSTemplate:
    def __init__(self, name):
        self.name = name

    def __repr__(self):
        return "SMSTemplate(" + self.name + ")"


def sms_templates(conv: Conversation):
    conv.log.info("Templates", sms_templates={"confirm": SMSTemplate("confirm"), "remind": SMSTemplate("remind")})
    conv.log.info("None set", sms_templates=conv.sms_templates)
