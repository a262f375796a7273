import { TextInput } from "@mantine/core";
import { useMutation } from "@tanstack/react-query";
import { useNavigate } from "@tanstack/react-router";
import { type KeyboardEvent, useState } from "react";
import { api, body } from "../../api/client.ts";
import { sentenceOf } from "../../api/problem.ts";
import { useSite } from "../../api/site.ts";
import { keepSite } from "../keep-site.ts";
import { isId, pageOfFound, pageOfId } from "../record.ts";

/** A field that goes to the page of an id, as soon as a whole one stands in it. */
export function IdSearch() {
  const [typed, setTyped] = useState("");
  const [fault, setFault] = useState<string | null>(null);
  const navigate = useNavigate();
  const site = useSite();
  const go = (page: string) => void navigate({ to: page as "/", search: keepSite() });

  // What lies within something else has its page there.
  const find = useMutation({
    mutationFn: (id: string) => body(api.GET("/v1/find", { params: { query: { ...site, id } } })),
    onSuccess: (found) => {
      const page = pageOfFound(found);
      if (page === undefined) setFault("There is no such thing in this site");
      else go(page);
    },
    onError: (error) => setFault(sentenceOf(error)),
  });

  function change(text: string) {
    const id = text.trim();
    const page = pageOfId(id);
    setTyped(text);
    setFault(null);
    if (page !== undefined) go(page);
    else if (isId(id)) find.mutate(id);
  }

  function onKeyDown(event: KeyboardEvent) {
    const isMeant = event.key === "Enter" && typed.trim() !== "";
    if (isMeant && !isId(typed.trim())) setFault("An id is such as del_ and 13 characters");
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
      error={fault}
      onChange={(event) => change(event.currentTarget.value)}
      onKeyDown={onKeyDown}
    />
  );
}
