import { TextInput } from "@mantine/core";
import { useNavigate } from "@tanstack/react-router";
import { type KeyboardEvent, useState } from "react";
import { keepSite } from "../keep-site.ts";
import { pageOfId } from "../record.ts";

/** A field that goes to the page of an id, as soon as a whole one stands in it. */
export function IdSearch() {
  const [typed, setTyped] = useState("");
  const [isWrong, setIsWrong] = useState(false);
  const navigate = useNavigate();

  function change(text: string) {
    setTyped(text);
    setIsWrong(false);
    go(text);
  }

  function go(text: string): boolean {
    const page = pageOfId(text.trim());
    if (page !== undefined) void navigate({ to: page as "/", search: keepSite() });
    return page !== undefined;
  }

  function onKeyDown(event: KeyboardEvent) {
    if (event.key === "Enter" && typed.trim() !== "") setIsWrong(!go(typed));
  }

  return (
    <TextInput
      size="xs"
      label="Go to id"
      placeholder="del_… or evt_…"
      w={150}
      value={typed}
      spellCheck={false}
      autoComplete="off"
      error={isWrong ? "An id is such as del_ and 13 characters" : undefined}
      onChange={(event) => change(event.currentTarget.value)}
      onKeyDown={onKeyDown}
    />
  );
}
