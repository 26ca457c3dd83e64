"""Story 4: a teacher, nurse or police officer reports, keeps a receipt, is verified once."""

from playwright.async_api import expect

from tests.journeys.town import Visitors, find_report, press, unfold


async def test_a_teacher_reports_by_sms_and_is_asked_no_more_once_verified(
    visitors: Visitors,
) -> None:
    teacher = await visitors.phone("sms", 1)
    await teacher.say("REFERO")
    await teacher.reads("Profesioni dhe institucioni juaj?")
    await teacher.say("mesuese, shkolla 9-vjecare")
    await teacher.reads("Per ke, dhe cfare keni pare? Vetem fakte.")
    await teacher.say("nje nxenese nuk vjen ne shkolle prej dy javesh")
    await teacher.reads("Ku?")
    await teacher.say("Kozare")
    await teacher.reads("Cilit grup i perket personi?")
    await teacher.say("femije")
    await teacher.reads("A mund te prese?")
    await teacher.say("sot")
    await teacher.reads("A e di personi dhe a eshte dakord?")
    await teacher.say("jo")
    code = await teacher.code()
    await teacher.reads("Vertetim: me 06.10.2026 10:0", f"morem mesazhin me kodin {code}. Ruajeni.")

    operator = await visitors.desk("operator")
    row = operator.locator("#rows tr", has_text=code)
    await expect(row).to_contain_text("professional")
    await find_report(operator, code)
    await expect(operator.get_by_role("heading", level=1)).to_have_text("Kozarë · Child")
    await unfold(operator, "Who is it? Hidden")
    await operator.locator("form[action$=identity] select").select_option("check_sender")
    await operator.get_by_role("button", name="Show it and record that").click()
    identity = operator.get_by_role("region", name="Who it is")
    await expect(identity).to_contain_text("mesuese")
    await expect(identity).to_contain_text("shkolla 9-vjecare")
    await expect(identity).to_contain_text("+355690000001")
    await unfold(operator, "Professional")
    await expect(operator.get_by_text("Says to be a professional.")).to_be_visible()
    await press(operator, "I have checked it")
    await unfold(operator, "Professional")
    await expect(operator.get_by_text("Verified.")).to_be_visible()

    await teacher.say("REFERO: i moshuar vetem ne Lumas, pa barna prej nje jave")
    await teacher.reads("Cilit grup i perket personi?")
    assert await teacher.code() != code


async def test_a_police_officer_on_telegram_needs_six_steps(visitors: Visitors) -> None:
    officer = await visitors.phone("telegram", 1)
    await officer.tap("Start")
    await officer.tap("Shqip")
    await officer.tap("Shkruaj nga detyra (mësues, infermier, kryeplak)")
    await officer.reads("Cili është profesioni juaj dhe ku punoni?")
    await officer.say("polic, komisariati")
    await officer.reads("Për kë bëhet fjalë dhe çfarë keni parë?")
    await officer.say("familje pa ujë dhe pa drita")
    await officer.reads("Ku? Zgjidhni")
    await officer.tap("Lumas")
    await officer.reads("Cilit grup i përket më shumë personi?")
    await officer.tap("Banesë")
    await officer.reads("A mund të presë?")
    await officer.tap("Sot")
    await officer.reads("A e di personi që po na shkruani dhe a është dakord?")
    await officer.tap("Po")
    await officer.reads("Vërtetim: më 06.10.2026", "Ruajeni këtë si provë.", "112 · 129 · 116117")
