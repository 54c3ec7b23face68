"""Fields of the agent itself: character, voice, fallbacks and hours, declared variables and pronunciations."""

from app.flows.fields import LONG_LINE_CHARS, choice, items, line, number, prose, several, time, toggle, whole
from app.flows.kinds.extract import VARIABLE_TYPES
from app.flows.kinds.transfer import DAYS, WORKDAYS
from app.flows.spec import FieldSpec

LANGUAGES = {
    "en-US": "English (United States)",
    "en-GB": "English (United Kingdom)",
    "en-AU": "English (Australia)",
    "cs-CZ": "Czech",
    "da-DK": "Danish",
    "nl-NL": "Dutch",
    "fi-FI": "Finnish",
    "fr-FR": "French",
    "fr-CA": "French (Canada)",
    "de-DE": "German",
    "hi-IN": "Hindi",
    "it-IT": "Italian",
    "ja-JP": "Japanese",
    "ko-KR": "Korean",
    "nb-NO": "Norwegian",
    "pl-PL": "Polish",
    "pt-BR": "Portuguese (Brazil)",
    "pt-PT": "Portuguese (Portugal)",
    "es-ES": "Spanish (Spain)",
    "es-MX": "Spanish (Mexico)",
    "sv-SE": "Swedish",
    "tr-TR": "Turkish",
    "zh-CN": "Chinese (Mandarin)",
}
EMOTIONS = {
    name: name.capitalize()
    for name in ("neutral", "friendly", "excited", "sympathetic", "curious", "confident")
}
INTENSITIES = {"low": "Low", "medium": "Medium", "high": "High"}
PROVIDERS = {"cartesia": "Cartesia", "elevenlabs": "ElevenLabs"}

_FEELS = ("voice_provider", "cartesia")
_MURMURS = ("backchannel", True)
_OPEN_THEN = ("closed", False)

SETTINGS: tuple[FieldSpec, ...] = (
    prose(
        "system_prompt",
        "System prompt",
        "Who the agent is, what it knows, how it speaks, and what it must never do. It holds in every step.",
        required=True,
        placeholder="You are the receptionist of Harbour Lane Clinic. You are warm, brief and precise.",
    ),
    choice("language", "Language", LANGUAGES, "What the agent speaks and expects to hear."),
    choice("voice_provider", "Voice provider", PROVIDERS),
    line("voice", "Voice", "Its name or id, as the provider lists it.", required=True, placeholder="Katie"),
    number("speed", "Speed", 1, 0.5, 2, step=0.05, help="1 is normal; 0.9 to 1.1 is clearest on the phone."),
    whole("volume", "Volume", 80, 0, 100, help="80 suits most phones."),
    whole(
        "responsiveness",
        "Responsiveness",
        5,
        1,
        10,
        help="How soon the agent answers. 4 to 6 suits most callers; from 7 on it may interrupt them.",
    ),
    choice("emotion", "Emotion", EMOTIONS, shown_if=_FEELS),
    choice("emotion_intensity", "Strength of emotion", INTENSITIES, default="medium", shown_if=_FEELS),
    toggle("backchannel", "Listening sounds", "Short words while the caller speaks: someone is listening."),
    whole("backchannel_frequency", "How often", 5, 0, 10, shown_if=_MURMURS),
    items(
        "backchannel_words",
        "Listening words",
        "Word",
        line("word", "Word", required=True, max_length=40, placeholder="mm-hm"),
        shown_if=_MURMURS,
    ),
    items(
        "fillers",
        "Filler phrases",
        "Phrase",
        line("phrase", "Phrase", required=True, placeholder="Let me have a look."),
        line(
            "when",
            "Only when",
            "In plain words. Leave empty to use it at any time.",
            placeholder="The agent has to look something up",
        ),
        help="Said before an answer that takes a moment, so that the line is never silent.",
    ),
    prose(
        "fallback_not_understood",
        "When the caller is not understood",
        "Spoken when the agent cannot make sense of what it heard, before it asks again.",
        placeholder="I'm sorry, I did not catch that. Could you say it again?",
    ),
    prose(
        "fallback_error",
        "When something goes wrong",
        "Spoken when a step cannot be carried out, so that a caller never hears silence.",
        placeholder="I'm sorry, something is not working here. Please call again in a few minutes.",
    ),
    prose(
        "fallback_closed",
        "Outside business hours",
        "Spoken to who calls while the business is closed.",
        placeholder="We are closed at the moment. Please call again from Monday to Friday, nine to five.",
    ),
    line(
        "time_zone",
        "Time zone",
        "The region and city whose clock counts for the hours below.",
        max_length=64,
        placeholder="America/New_York",
    ),
    items(
        "business_hours",
        "Business hours",
        "Hours",
        several("days", "Days", DAYS, WORKDAYS),
        time("opens", "From", "09:00"),
        time("closes", "Until", "17:00", "00:00 is the end of the day."),
        help="Leave empty to be open at any time. Several entries may share a day, as for a lunch break.",
    ),
    items(
        "hours_exceptions",
        "Special days",
        "Day",
        line("date", "Date", "As in 2030-12-24.", required=True, max_length=10, placeholder="2030-12-24"),
        line("name", "Name", placeholder="Christmas Eve"),
        toggle("closed", "Closed", default=True),
        time("opens", "From", "09:00", shown_if=_OPEN_THEN),
        time("closes", "Until", "17:00", "00:00 is the end of the day.", shown_if=_OPEN_THEN),
        help="Holidays and other days with hours of their own; they count instead of the weekly ones.",
    ),
    items(
        "knowledge",
        "Knowledge",
        "Source",
        line("name", "Name", required=True, placeholder="Prices and services"),
        help="What the agent may answer from, by name.",
    ),
)

VARIABLE: tuple[FieldSpec, ...] = (
    line(
        "name",
        "Name",
        "Lower-case letters, digits and underscores. Use it as {{name}}.",
        required=True,
        max_length=64,
        placeholder="clinic_name",
    ),
    choice("type", "Type", VARIABLE_TYPES),
    line("description", "Meaning", max_length=LONG_LINE_CHARS, placeholder="The name callers know us by"),
    line(
        "value",
        "Value at the start",
        "What it is when a call begins. May be empty.",
        max_length=LONG_LINE_CHARS,
        placeholder="Harbour Lane Clinic",
    ),
)

PRONUNCIATION: tuple[FieldSpec, ...] = (
    line("word", "Word", "As it is written.", required=True, placeholder="Nguyen"),
    line(
        "say_as",
        "Say as",
        "As it should sound, spelled the way you would read it aloud.",
        required=True,
        placeholder="win",
    ),
)

SYSTEM_VARIABLES = {
    "caller_number": "The number the call comes from",
    "called_number": "The number that was called",
    "current_date": "Today's date",
    "current_time": "The time of day",
}
