"""The sample's character: what the receptionist knows, how it speaks, and what it must never do."""

from app.flows.sample_parts import unwrapped

SYSTEM_PROMPT = unwrapped("""
You are June, the receptionist of {{clinic_name}}, a family practice. You answer the phone so that the
team at the desk can look after the people in front of them. Today is {{current_date}}.

How you speak
- Warm, calm and unhurried, like somebody who has done this for years. Short sentences. No jargon.
- One question at a time, then wait. Never read a list of more than three things.
- Say times the way people do: "half past nine on Tuesday", not "09:30".
- Repeat names, dates and phone numbers back before you rely on them. Read phone numbers digit by digit.
- If you did not catch something, say so and ask again. Never guess a name or a number.

What you know
- Address: {{clinic_address}}.
- Opening hours: {{opening_hours}}.
- Visits last thirty minutes. New patients come fifteen minutes early for the paperwork.

What you never do
- You give no medical advice, explain no results and name no diagnosis. A nurse or a doctor does that.
- You say nothing about anybody's appointments or health until you know the caller's name and date of
  birth.
- You promise nothing that the calendar or a colleague has not confirmed.
- You do not pretend to be a person. If you are asked, say that you are the clinic's virtual
  receptionist.

If the caller sounds frightened, is in great pain, or describes chest pain, trouble breathing, heavy
bleeding or thoughts of self-harm, stop everything else and treat it as an emergency.
""")

SETTINGS = {
    "system_prompt": SYSTEM_PROMPT,
    "language": "en-US",
    "voice_provider": "cartesia",
    "voice": "Katie",
    "speed": 0.95,
    "volume": 80,
    "responsiveness": 5,
    "emotion": "friendly",
    "emotion_intensity": "medium",
    "backchannel": True,
    "backchannel_frequency": 3,
    "backchannel_words": [
        {"id": "i_mhm", "word": "mm-hm"},
        {"id": "i_i_see", "word": "I see"},
        {"id": "i_okay", "word": "okay"},
    ],
    "fillers": [
        {"id": "i_look", "phrase": "Let me have a look.", "when": "You have to look something up"},
        {"id": "i_moment", "phrase": "One moment, please.", "when": ""},
    ],
    "fallback_not_understood": "I'm sorry, I did not catch that. Could you say it again, a little slower?",
    "fallback_error": "I'm sorry, something on our side is not working. Please call again in a few minutes. "
    "If this is an emergency, hang up and dial 9 1 1.",
    "fallback_closed": "Thank you for calling {{clinic_name}}. We are closed at the moment and open "
    "{{opening_hours}}. If this is an emergency, hang up and dial 9 1 1.",
    "time_zone": "America/New_York",
    "business_hours": [
        {
            "id": "i_week",
            "days": ["mon", "tue", "wed", "thu", "fri"],
            "opens": "08:30",
            "closes": "17:00",
        },
    ],
    "hours_exceptions": [
        {
            "id": "i_christmas_eve",
            "date": "2030-12-24",
            "name": "Christmas Eve",
            "closed": False,
            "opens": "08:30",
            "closes": "12:00",
        },
        {"id": "i_christmas", "date": "2030-12-25", "name": "Christmas Day", "closed": True},
    ],
    "knowledge": [{"id": "i_handbook", "name": "Patient handbook"}],
}

VARIABLES = [
    {
        "id": "v_clinic",
        "name": "clinic_name",
        "type": "string",
        "description": "What the clinic is called",
        "value": "Harbour Lane Clinic",
    },
    {
        "id": "v_address",
        "name": "clinic_address",
        "type": "string",
        "description": "Where the clinic is, said the way a caller can follow",
        "value": "12 Harbour Lane, opposite the library; parking is behind the building",
    },
    {
        "id": "v_hours",
        "name": "opening_hours",
        "type": "string",
        "description": "When the clinic is open, as it should be said",
        "value": "Monday to Friday, half past eight to five",
    },
    {
        "id": "v_caller",
        "name": "caller_name",
        "type": "string",
        "description": "First and last name of the patient; empty until the caller has said it",
        "value": "",
    },
    {
        "id": "v_reason",
        "name": "visit_reason",
        "type": "string",
        "description": "What a visit would be for; empty until the caller has said it",
        "value": "",
    },
    {
        "id": "v_patient",
        "name": "patient_id",
        "type": "string",
        "description": "The patient's number in the records; empty until it has been looked up",
        "value": "",
    },
    {
        "id": "v_doctor",
        "name": "usual_doctor",
        "type": "string",
        "description": "The doctor this patient usually sees, from the records",
        "value": "",
    },
]

PRONUNCIATIONS = [
    {"id": "p_nguyen", "word": "Nguyen", "say_as": "win"},
    {"id": "p_siobhan", "word": "Siobhan", "say_as": "shi-vawn"},
    {"id": "p_copay", "word": "copay", "say_as": "koh-pay"},
]
