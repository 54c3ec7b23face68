"""The sample's steps that do something: look up, decide, book, hand over, hang up; each with its place."""

from app.flows.sample_parts import step

LOOK_UP = step(
    "api_request",
    "Look up the patient",
    1360,
    700,
    method="POST",
    url="https://records.harbourlane.example/patients/search",
    headers=[
        {"id": "i_accept", "name": "Accept", "value": "application/json"},
        {"id": "i_type", "name": "Content-Type", "value": "application/json"},
    ],
    body='{\n  "name": "{{caller_name}}",\n  "date_of_birth": "{{date_of_birth}}"\n}',
    timeout_seconds=6,
    save=[
        {"id": "i_save_id", "path": "patient.id", "variable": "patient_id"},
        {"id": "i_save_doctor", "path": "patient.usual_doctor", "variable": "usual_doctor"},
    ],
)

KNOWN = step(
    "if_else",
    "Are they in our records?",
    1700,
    620,
    conditions=[{"id": "i_known", "variable": "patient_id", "operator": "exists", "value": ""}],
)

CHECK = step(
    "booking",
    "Look for a time",
    2380,
    720,
    operations=["check_availability"],
    appointment_type="Office visit",
    duration_minutes=30,
    days_to_check=21,
    business_start="08:30",
    business_end="17:00",
    auto_check_availability=True,
    require_confirmation=False,
    success_message="",
    failure_message="I'm sorry, I see nothing free in the next three weeks.",
)

BOOK = step(
    "booking",
    "Book the visit",
    3060,
    380,
    operations=["book"],
    appointment_type="Office visit",
    duration_minutes=30,
    days_to_check=21,
    business_start="08:30",
    business_end="17:00",
    auto_check_availability=False,
    require_confirmation=True,
    success_message="You are all set, {{caller_name}}. We will send you a reminder the day before.",
    failure_message="I'm sorry, that time has just been taken or the calendar did not answer.",
)

FIND = step(
    "booking",
    "Find their appointment",
    1700,
    0,
    operations=["find"],
    appointment_type="Office visit",
    duration_minutes=30,
    days_to_check=90,
    business_start="08:30",
    business_end="17:00",
    auto_check_availability=False,
    require_confirmation=False,
    success_message="",
    failure_message="I'm sorry, I cannot find an appointment under that name and date of birth.",
)

CANCEL = step(
    "booking",
    "Cancel the visit",
    2720,
    60,
    operations=["cancel"],
    appointment_type="Office visit",
    duration_minutes=30,
    days_to_check=90,
    business_start="08:30",
    business_end="17:00",
    auto_check_availability=False,
    require_confirmation=True,
    success_message="Your appointment is cancelled. Just call us when you would like a new one.",
    failure_message="I'm sorry, I could not cancel that just now.",
)

WHO_FOR_CHANGE = step(
    "extract",
    "Whose appointment?",
    1020,
    40,
    method="ask",
    max_attempts=3,
    variables=[
        {
            "id": "i_name",
            "name": "caller_name",
            "type": "string",
            "required": True,
            "prompt": "Happy to help. What is the patient's first and last name?",
            "description": "First and last name of the patient",
            "validation": "",
            "options": "",
        },
        {
            "id": "i_born",
            "name": "date_of_birth",
            "type": "date",
            "required": True,
            "prompt": "And the date of birth, so that I open the right record?",
            "description": "The patient's date of birth",
            "validation": "",
            "options": "",
        },
    ],
    keywords=[{"id": "i_urgent", "phrase": "emergency"}],
)

SEND_MESSAGE = step(
    "api_request",
    "Send the message",
    3740,
    960,
    method="POST",
    url="https://records.harbourlane.example/messages",
    headers=[{"id": "i_type", "name": "Content-Type", "value": "application/json"}],
    body='{\n  "from": "{{caller_name}}",\n  "call_back": "{{callback_number}}",\n'
    '  "message": "{{message}}"\n}',
    timeout_seconds=8,
    save=[],
)

NURSE = step(
    "transfer",
    "Nurse line",
    1700,
    400,
    transfer_number="+1 555 010 0142",
    answered_by="Nurse on duty",
    department="Nursing",
    transfer_message="Stay with me. I am connecting you to our nurse right now.",
    briefing_template="Urgent call from {{caller_number}}. The caller says that they are safe "
    "and asks for a nurse.",
    hold_messages=[
        {"id": "i_hold", "message": "I am still connecting you. If it gets worse, hang up and dial 911."}
    ],
    hold_interval_seconds=10,
    limit_hours=False,
    fallback_message="I'm sorry, the nurse cannot answer this moment. If this is an emergency, "
    "please dial 9 1 1 now.",
)

DESK = step(
    "transfer",
    "Front office",
    3060,
    580,
    transfer_number="+1 555 010 0100",
    answered_by="Front office",
    department="Reception",
    transfer_message="Let me put you through to a colleague. Please stay on the line.",
    briefing_template="A caller from {{caller_number}} is on the line. Name: {{caller_name}}. "
    "Patient number: {{patient_id}}. Reason: {{visit_reason}}.",
    hold_messages=[
        {"id": "i_hold_first", "message": "Thank you for waiting. Somebody will be with you shortly."},
        {"id": "i_hold_next", "message": "We have not forgotten you. It will only be a moment."},
    ],
    hold_interval_seconds=20,
    limit_hours=True,
    timezone="America/New_York",
    allowed_days=["mon", "tue", "wed", "thu", "fri"],
    start_time="08:30",
    end_time="17:00",
    fallback_message="I'm sorry, nobody is at the desk right now. Let me take a message, "
    "and we will call you back.",
)

GOODBYE = step(
    "end_call",
    "Goodbye",
    3740,
    600,
    farewell_message="Thank you for calling {{clinic_name}}. Take care, and goodbye!",
    end_condition_prompt="The caller has said goodbye, or has said nothing for a while.",
)

EMERGENCY_END = step(
    "end_call",
    "Sent to 911",
    2040,
    520,
    farewell_message="Please dial 9 1 1 now. Goodbye.",
)

MESSAGE_TAKEN = step(
    "end_call",
    "Message taken",
    4080,
    1040,
    farewell_message="Thank you, {{caller_name}}. Your message is with the team, and they will call you "
    "back on {{callback_number}} by the end of the next working day. Goodbye!",
)

CALL_AGAIN = step(
    "end_call",
    "Asked to call again",
    4080,
    1200,
    farewell_message="I'm sorry, I could not pass your message on. Please call again during opening hours, "
    "{{opening_hours}}. Goodbye.",
)

DEEDS = {
    "n_look_up": LOOK_UP,
    "n_known": KNOWN,
    "n_check": CHECK,
    "n_book": BOOK,
    "n_whose": WHO_FOR_CHANGE,
    "n_find": FIND,
    "n_cancel": CANCEL,
    "n_send": SEND_MESSAGE,
    "n_nurse": NURSE,
    "n_desk": DESK,
    "n_goodbye": GOODBYE,
    "n_emergency_end": EMERGENCY_END,
    "n_message_taken": MESSAGE_TAKEN,
    "n_call_again": CALL_AGAIN,
}
