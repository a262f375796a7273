import { Anchor, Skeleton } from "@mantine/core";
import { useMutation, useQueryClient } from "@tanstack/react-query";
import { Link, useNavigate } from "@tanstack/react-router";
import { api, body } from "../../api/client.ts";
import { useSite } from "../../api/site.ts";
import { keepSite } from "../../parts/keep-site.ts";
import { PageTitle } from "../../parts/page-title.tsx";
import { newDraft, type WebhookWishes } from "./form/draft.ts";
import { WebhookForm } from "./form/webhook-form.tsx";
import { keepNewSecret } from "./new-secret.ts";
import { refresh } from "./refresh.ts";
import { useSiteContract } from "./site-contract.ts";

/** Subscribes a URL to events. */
export function NewWebhook() {
  const query = useSite();
  const queries = useQueryClient();
  const navigate = useNavigate();
  const contract = useSiteContract();
  const make = useMutation({
    mutationFn: (wishes: WebhookWishes) => body(api.POST("/v1/webhooks", { params: { query }, body: wishes })),
    onSuccess: async ({ id, secret }) => {
      if (secret !== undefined) keepNewSecret(queries, id, secret);
      await refresh(queries);
      await navigate({ to: "/webhooks/$id", params: { id }, search: keepSite() });
    },
  });
  return (
    <>
      <PageTitle
        title="New webhook"
        text={
          <Anchor
            inherit
            underline="always"
            renderRoot={(props) => <Link to="/webhooks" search={keepSite()} {...props} />}
          >
            all webhooks
          </Anchor>
        }
      />
      {contract === undefined ? (
        <Skeleton h={640} aria-label="Loading" />
      ) : (
        <WebhookForm
          initial={newDraft(contract)}
          action="Make the webhook"
          isNew
          onSave={make.mutate}
          isPending={make.isPending}
          error={make.error}
        />
      )}
    </>
  );
}
