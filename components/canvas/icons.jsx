/** The icons of the kinds, under the names the node-spec table gives them. */

import {
  CalendarCheck,
  CircleHelp,
  ClipboardList,
  Globe,
  MessageCircle,
  PhoneForwarded,
  PhoneIncoming,
  PhoneOff,
  Split,
} from "lucide-react";

const ICONS = {
  "calendar-check": CalendarCheck,
  "clipboard-list": ClipboardList,
  globe: Globe,
  "message-circle": MessageCircle,
  "phone-forwarded": PhoneForwarded,
  "phone-incoming": PhoneIncoming,
  "phone-off": PhoneOff,
  split: Split,
};

export function KindIcon({ name, size = 16 }) {
  const Icon = ICONS[name] ?? CircleHelp;
  return <Icon size={size} strokeWidth={2} aria-hidden="true" />;
}
