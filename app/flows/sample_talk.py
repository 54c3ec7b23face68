"""The sample's steps in which the receptionist talks and listens, each with its place on the canvas."""

from app.flows.sample_parts import step, unwrapped

START = step(
    "start",
    "Start",
    0,
    380,
    speaker_first="agent",
    greeting_message="Thank you for calling {{clinic_name}}, this is June. How can I help you today?",
)

REASON = step(
    "conversation",
    "Why are they calling?",
    340,
    460,
    mode="prompt",
    prompt=unwrapped("""
Find out why the person is calling, in as few questions as you can. Most callers say it in their first
sentence; then do not ask again.

If it is unclear, ask one open question such as "Tell me a little more, so that I get you to the right
place." Do not ask for names or dates here, the next step does that.

Listen for an emergency first, whatever else they say.
"""),
    use_knowledge=False,
    transitions=[
        {"id": "i_emergency", "condition": "It sounds like a medical emergency"},
        {"id": "i_book", "condition": "They want to make an appointment"},
        {"id": "i_change", "condition": "They want to move, cancel or check an appointment they have"},
        {"id": "i_question", "condition": "They have a question about the clinic"},
        {
            "id": "i_message",
            "condition": "It is about results, a prescription, or they want to leave a message",
        },
        {"id": "i_person", "condition": "They ask for a person"},
    ],
)

EMERGENCY = step(
    "conversation",
    "Emergency",
    1360,
    360,
    mode="static",
    static_message="If this is a medical emergency, please hang up now and dial 9 1 1. "
    "If you are safe and would like to speak to our nurse, say nurse and I will connect you at once.",
    use_knowledge=False,
    transitions=[
        {"id": "i_nurse", "condition": "They are safe and want to speak to the nurse"},
        {"id": "i_hang_up", "condition": "They will dial 911, or there is no answer"},
    ],
)

IDENTIFY = step(
    "extract",
    "Who is calling?",
    1020,
    640,
    method="ask",
    max_attempts=3,
    variables=[
        {
            "id": "i_name",
            "name": "caller_name",
            "type": "string",
            "required": True,
            "prompt": "Of course. May I have the patient's first and last name?",
            "description": "First and last name of the patient, who may not be the one who is calling",
            "validation": "",
            "options": "",
        },
        {
            "id": "i_born",
            "name": "date_of_birth",
            "type": "date",
            "required": True,
            "prompt": "Thank you. And the date of birth?",
            "description": "The patient's date of birth, never today's date",
            "validation": "",
            "options": "",
        },
        {
            "id": "i_phone",
            "name": "callback_number",
            "type": "phone",
            "required": True,
            "prompt": "Which number is best to reach you, in case we are cut off?",
            "description": "A number with area code; offer the one they are calling from",
            "validation": "",
            "options": "",
        },
        {
            "id": "i_visit",
            "name": "visit_reason",
            "type": "select",
            "required": False,
            "prompt": "Is it a check-up, something new, or a follow-up?",
            "description": "What the visit is for; leave it open if they would rather not say",
            "validation": "",
            "options": "check-up, something new, follow-up",
        },
    ],
    keywords=[{"id": "i_urgent", "phrase": "emergency"}, {"id": "i_human", "phrase": "speak to a person"}],
)

WELCOME = step(
    "conversation",
    "Welcome a new patient",
    2040,
    740,
    mode="prompt",
    prompt=unwrapped("""
{{caller_name}} is not in our records yet. Say that they are very welcome as a new patient.

Tell them two things, one after the other: to come fifteen minutes early, and to bring an insurance card
and a photo ID. Then ask whether you should look for a time.

If they think that they have been here before, do not argue: offer a colleague who can check.
"""),
    use_knowledge=True,
    transitions=[
        {"id": "i_go_on", "condition": "They want to go on and find a time"},
        {"id": "i_been_here", "condition": "They have been here before, or would rather talk to a colleague"},
    ],
)

OFFER = step(
    "conversation",
    "Agree on a time",
    2720,
    660,
    mode="prompt",
    prompt=unwrapped("""
Offer the two nearest free times, the earlier one first. If the patient usually sees {{usual_doctor}},
prefer that doctor and say so.

If neither suits, ask for a day and for morning or afternoon, then offer two more. After three rounds,
offer to put them through to a colleague.

When they choose, repeat day, date and time once, and wait for a clear yes.
"""),
    use_knowledge=False,
    transitions=[
        {"id": "i_yes", "condition": "They said yes to one particular time"},
        {"id": "i_none", "condition": "No time suits them, or they want a person"},
    ],
)

CHANGE = step(
    "conversation",
    "Move or cancel?",
    2040,
    80,
    mode="prompt",
    prompt=unwrapped("""
Tell {{caller_name}} the day and time of the appointment that was found, and ask what they would like to
do with it.

If they only wanted to know when it is, that is all. If they want to cancel, offer once to move it
instead.
"""),
    use_knowledge=False,
    transitions=[
        {"id": "i_move", "condition": "They want another time"},
        {"id": "i_cancel", "condition": "They want to cancel it"},
        {"id": "i_keep", "condition": "They only wanted to know, or want to keep it"},
    ],
)

QUESTION = step(
    "conversation",
    "Answer a question",
    680,
    980,
    mode="prompt",
    prompt=unwrapped("""
Answer from what you know about the clinic and from its knowledge: hours, address, parking, insurance,
what to bring. One or two sentences, then ask whether that answers it.

If you do not know, say so plainly and offer to take a message. Never make an answer up. A question
about symptoms, medicine or results is not yours to answer: offer a message to the nurse.
"""),
    use_knowledge=True,
    transitions=[
        {"id": "i_answered", "condition": "Their question is answered"},
        {"id": "i_wants_visit", "condition": "They now want an appointment"},
        {"id": "i_unknown", "condition": "You could not answer, or it is a medical question"},
    ],
)

MESSAGE = step(
    "extract",
    "Take a message",
    3400,
    1080,
    method="ask",
    max_attempts=2,
    variables=[
        {
            "id": "i_from",
            "name": "caller_name",
            "type": "string",
            "required": True,
            "prompt": "I will pass that on. Who may I say has called?",
            "description": "First and last name; do not ask again if it is known",
            "validation": "",
            "options": "",
        },
        {
            "id": "i_number",
            "name": "callback_number",
            "type": "phone",
            "required": True,
            "prompt": "And which number should we call back?",
            "description": "A number with area code; do not ask again if it is known",
            "validation": "",
            "options": "",
        },
        {
            "id": "i_words",
            "name": "message",
            "type": "long_text",
            "required": True,
            "prompt": "What would you like me to tell them?",
            "description": "The message in the caller's own words, with medicines and doses as said",
            "validation": "",
            "options": "",
        },
    ],
    keywords=[],
)

ANYTHING_ELSE = step(
    "conversation",
    "Anything else?",
    3400,
    500,
    mode="prompt",
    prompt=unwrapped("""
Ask whether there is anything else you can do, in different words each time it comes up.

If the caller is already saying goodbye, do not ask.
"""),
    use_knowledge=False,
    transitions=[
        {"id": "i_more", "condition": "There is something else"},
        {"id": "i_nothing", "condition": "They need nothing else, or say goodbye"},
    ],
)

TALK = {
    "start": START,
    "n_reason": REASON,
    "n_emergency": EMERGENCY,
    "n_identify": IDENTIFY,
    "n_welcome": WELCOME,
    "n_offer": OFFER,
    "n_change": CHANGE,
    "n_question": QUESTION,
    "n_message": MESSAGE,
    "n_anything_else": ANYTHING_ELSE,
}
