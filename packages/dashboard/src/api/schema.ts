// Written by packages/dashboard/api/write.ts out of the hub's OpenAPI document. Do not edit.
export interface paths {
    "/healthz": {
        parameters: {
            query?: never;
            header?: never;
            path?: never;
            cookie?: never;
        };
        /** The process lives */
        get: operations["health"];
        put?: never;
        post?: never;
        delete?: never;
        options?: never;
        head?: never;
        patch?: never;
        trace?: never;
    };
    "/in/{token}": {
        parameters: {
            query?: never;
            header?: never;
            path?: never;
            cookie?: never;
        };
        /**
         * Answer a platform's handshake
         * @description A challenge, or the question whether a subscription was asked for. Answered before anything else.
         */
        get: operations["answerHandshake"];
        put?: never;
        /**
         * Take a platform's message
         * @description For Bluesky, Discord, Discord (interactions), Facebook, Generic HMAC, GitHub, GitLab, Hook0, Instagram, Mastodon, Medium, moderation_ai, Okta, OmniFence, PixelPatrol, Reddit, Shopify, Slack, Standard Webhooks, Stripe, TikTok, Twitch, X, YouTube. Verified as the source says; answered when the message and its events are durable. 401: not genuine; 403: an address that may not send; 404: no such source; 413: too large; 503: not now.
         */
        post: operations["receiveMessage"];
        delete?: never;
        options?: never;
        head?: never;
        patch?: never;
        trace?: never;
    };
    "/metrics": {
        parameters: {
            query?: never;
            header?: never;
            path?: never;
            cookie?: never;
        };
        /** Figures in the Prometheus text format */
        get: operations["metrics"];
        put?: never;
        post?: never;
        delete?: never;
        options?: never;
        head?: never;
        patch?: never;
        trace?: never;
    };
    "/moderation/callbacks/{token}": {
        parameters: {
            query?: never;
            header?: never;
            path?: never;
            cookie?: never;
        };
        get?: never;
        put?: never;
        /** Findings of a classifier that answered 202 */
        post: operations["takeFindings"];
        delete?: never;
        options?: never;
        head?: never;
        patch?: never;
        trace?: never;
    };
    "/openapi.json": {
        parameters: {
            query?: never;
            header?: never;
            path?: never;
            cookie?: never;
        };
        /** This document */
        get: operations["openapi"];
        put?: never;
        post?: never;
        delete?: never;
        options?: never;
        head?: never;
        patch?: never;
        trace?: never;
    };
    "/readyz": {
        parameters: {
            query?: never;
            header?: never;
            path?: never;
            cookie?: never;
        };
        /**
         * Events are being accepted
         * @description 503 while starting, stopping, or after the store failed.
         */
        get: operations["readiness"];
        put?: never;
        post?: never;
        delete?: never;
        options?: never;
        head?: never;
        patch?: never;
        trace?: never;
    };
    "/v1/contracts": {
        parameters: {
            query?: never;
            header?: never;
            path?: never;
            cookie?: never;
        };
        /**
         * List the wire formats there are
         * @description Needs any key.
         */
        get: operations["listContracts"];
        put?: never;
        post?: never;
        delete?: never;
        options?: never;
        head?: never;
        patch?: never;
        trace?: never;
    };
    "/v1/deliveries": {
        parameters: {
            query?: never;
            header?: never;
            path?: never;
            cookie?: never;
        };
        /**
         * List deliveries, newest first
         * @description Needs the scope `deliveries:read`.
         */
        get: operations["listDeliveries"];
        put?: never;
        post?: never;
        delete?: never;
        options?: never;
        head?: never;
        patch?: never;
        trace?: never;
    };
    "/v1/deliveries/{id}": {
        parameters: {
            query?: never;
            header?: never;
            path?: never;
            cookie?: never;
        };
        /**
         * Read a delivery with every attempt
         * @description Needs the scope `deliveries:read`.
         */
        get: operations["getDelivery"];
        put?: never;
        post?: never;
        delete?: never;
        options?: never;
        head?: never;
        patch?: never;
        trace?: never;
    };
    "/v1/deliveries/{id}/cancel": {
        parameters: {
            query?: never;
            header?: never;
            path?: never;
            cookie?: never;
        };
        get?: never;
        put?: never;
        /**
         * Send a delivery no more
         * @description `cancelling`: an attempt is under way; if it succeeds, the delivery ends as `success`.
         *
         *     Needs the scope `deliveries:write`.
         */
        post: operations["cancelDelivery"];
        delete?: never;
        options?: never;
        head?: never;
        patch?: never;
        trace?: never;
    };
    "/v1/deliveries/{id}/request": {
        parameters: {
            query?: never;
            header?: never;
            path?: never;
            cookie?: never;
        };
        /**
         * Read the request of an attempt, with its body
         * @description The body is built again out of the event, or read from the message that is passed on, by the code that sends. Needs the scope `events:read` too, for it holds the event's data. 404 when the message that it carried is not kept any more.
         *
         *     Needs the scope `deliveries:read`.
         */
        get: operations["getDeliveryRequest"];
        put?: never;
        post?: never;
        delete?: never;
        options?: never;
        head?: never;
        patch?: never;
        trace?: never;
    };
    "/v1/deliveries/{id}/retry": {
        parameters: {
            query?: never;
            header?: never;
            path?: never;
            cookie?: never;
        };
        get?: never;
        put?: never;
        /**
         * Send a delivery now
         * @description One that has ended begins its schedule anew; one that waits goes at once. 409 while an attempt is under way, or when those before it in its ordered lane have not ended.
         *
         *     Needs the scope `deliveries:write`.
         */
        post: operations["retryDelivery"];
        delete?: never;
        options?: never;
        head?: never;
        patch?: never;
        trace?: never;
    };
    "/v1/event-types": {
        parameters: {
            query?: never;
            header?: never;
            path?: never;
            cookie?: never;
        };
        /**
         * List registered event types, newest first
         * @description Needs the scope `event-types:read`.
         */
        get: operations["listEventTypes"];
        put?: never;
        post?: never;
        delete?: never;
        options?: never;
        head?: never;
        patch?: never;
        trace?: never;
    };
    "/v1/event-types/{name}": {
        parameters: {
            query?: never;
            header?: never;
            path?: never;
            cookie?: never;
        };
        /**
         * Read an event type
         * @description Needs the scope `event-types:read`.
         */
        get: operations["getEventType"];
        /**
         * Register an event type
         * @description From then on every event of this type is held to the schema. Types need not be registered.
         *
         *     Needs the scope `event-types:write`.
         */
        put: operations["putEventType"];
        post?: never;
        /**
         * Forget an event type
         * @description Events of this name are taken as before, and held to no schema.
         *
         *     Needs the scope `event-types:write`.
         */
        delete: operations["deleteEventType"];
        options?: never;
        head?: never;
        patch?: never;
        trace?: never;
    };
    "/v1/event-types/try": {
        parameters: {
            query?: never;
            header?: never;
            path?: never;
            cookie?: never;
        };
        get?: never;
        put?: never;
        /**
         * Hold an example to a schema
         * @description Nothing is kept. A schema that cannot be used is refused, as when it is registered.
         *
         *     Needs the scope `event-types:write`.
         */
        post: operations["tryEventType"];
        delete?: never;
        options?: never;
        head?: never;
        patch?: never;
        trace?: never;
    };
    "/v1/events": {
        parameters: {
            query?: never;
            header?: never;
            path?: never;
            cookie?: never;
        };
        /**
         * List events, newest first
         * @description Needs the scope `events:read`.
         */
        get: operations["listEvents"];
        put?: never;
        /**
         * Send an event
         * @description It is durable and scheduled for every webhook that matches before this answers.
         *
         *     Needs the scope `events:write`.
         */
        post: operations["sendEvent"];
        delete?: never;
        options?: never;
        head?: never;
        patch?: never;
        trace?: never;
    };
    "/v1/events/{id}": {
        parameters: {
            query?: never;
            header?: never;
            path?: never;
            cookie?: never;
        };
        /**
         * Read an event with its deliveries
         * @description Says for every webhook of the site why it got the event or did not. `deliveries` is left out for a key without the scope `deliveries:read`, `webhooks` for one without `webhooks:read`.
         *
         *     Needs the scope `events:read`.
         */
        get: operations["getEvent"];
        put?: never;
        post?: never;
        delete?: never;
        options?: never;
        head?: never;
        patch?: never;
        trace?: never;
    };
    "/v1/events/batch": {
        parameters: {
            query?: never;
            header?: never;
            path?: never;
            cookie?: never;
        };
        get?: never;
        put?: never;
        /**
         * Send up to 1,000 events, all or none
         * @description Needs the scope `events:write`.
         */
        post: operations["sendEvents"];
        delete?: never;
        options?: never;
        head?: never;
        patch?: never;
        trace?: never;
    };
    "/v1/find": {
        parameters: {
            query?: never;
            header?: never;
            path?: never;
            cookie?: never;
        };
        /**
         * Say what an id stands for, and whether it is there
         * @description `exists` is false also for what the key lacks the scope to see.
         *
         *     Needs any key.
         */
        get: operations["find"];
        put?: never;
        post?: never;
        delete?: never;
        options?: never;
        head?: never;
        patch?: never;
        trace?: never;
    };
    "/v1/job/{id}": {
        parameters: {
            query?: never;
            header?: never;
            path?: never;
            cookie?: never;
        };
        /**
         * Read a job and its result
         * @description Needs the scope `moderation:read`.
         */
        get: operations["getJob"];
        put?: never;
        post?: never;
        delete?: never;
        options?: never;
        head?: never;
        patch?: never;
        trace?: never;
    };
    "/v1/job/{id}/deliveries": {
        parameters: {
            query?: never;
            header?: never;
            path?: never;
            cookie?: never;
        };
        /**
         * Read what became of a job's `webhook_url`
         * @description Empty where the job has none, or has not ended.
         *
         *     Needs the scope `moderation:read`.
         */
        get: operations["listJobDeliveries"];
        put?: never;
        post?: never;
        delete?: never;
        options?: never;
        head?: never;
        patch?: never;
        trace?: never;
    };
    "/v1/job/{id}/progress": {
        parameters: {
            query?: never;
            header?: never;
            path?: never;
            cookie?: never;
        };
        /**
         * Follow a job until it ends
         * @description Server-sent events: `connected`, then `progress` whenever its status changes. Ends with the job.
         *
         *     Needs the scope `moderation:read`.
         */
        get: operations["followJob"];
        put?: never;
        post?: never;
        delete?: never;
        options?: never;
        head?: never;
        patch?: never;
        trace?: never;
    };
    "/v1/jobs": {
        parameters: {
            query?: never;
            header?: never;
            path?: never;
            cookie?: never;
        };
        /**
         * List jobs, newest first
         * @description Needs the scope `moderation:read`.
         */
        get: operations["listJobs"];
        put?: never;
        post?: never;
        delete?: never;
        options?: never;
        head?: never;
        patch?: never;
        trace?: never;
    };
    "/v1/keys": {
        parameters: {
            query?: never;
            header?: never;
            path?: never;
            cookie?: never;
        };
        /**
         * List API keys, newest first
         * @description Those of every site, or of the site that is named.
         *
         *     Needs an admin key.
         */
        get: operations["listKeys"];
        put?: never;
        /**
         * Make an API key
         * @description Its token is shown in this answer and never again.
         *
         *     Needs an admin key.
         */
        post: operations["createKey"];
        delete?: never;
        options?: never;
        head?: never;
        patch?: never;
        trace?: never;
    };
    "/v1/keys/{id}": {
        parameters: {
            query?: never;
            header?: never;
            path?: never;
            cookie?: never;
        };
        get?: never;
        put?: never;
        post?: never;
        /**
         * Revoke an API key
         * @description Needs an admin key.
         */
        delete: operations["deleteKey"];
        options?: never;
        head?: never;
        patch?: never;
        trace?: never;
    };
    "/v1/media": {
        parameters: {
            query?: never;
            header?: never;
            path?: never;
            cookie?: never;
        };
        /**
         * List media, newest first
         * @description Needs the scope `moderation:read`.
         */
        get: operations["listMedia"];
        put?: never;
        /**
         * Submit a text, a picture, or both, to be judged
         * @description It is durable and its judging is owed before this answers. `media.moderated` tells the decision.
         *
         *     Needs the scope `moderation:write`.
         */
        post: operations["submitMedia"];
        delete?: never;
        options?: never;
        head?: never;
        patch?: never;
        trace?: never;
    };
    "/v1/media.csv": {
        parameters: {
            query?: never;
            header?: never;
            path?: never;
            cookie?: never;
        };
        /**
         * Export media as a table, newest first
         * @description CSV by RFC 4180, in UTF-8 with a byte order mark. What a spreadsheet would take for a formula is text.
         *
         *     Needs the scope `moderation:read`.
         */
        get: operations["exportMedia"];
        put?: never;
        post?: never;
        delete?: never;
        options?: never;
        head?: never;
        patch?: never;
        trace?: never;
    };
    "/v1/media/{id}": {
        parameters: {
            query?: never;
            header?: never;
            path?: never;
            cookie?: never;
        };
        /**
         * Read media, with what was found and decided
         * @description Needs the scope `moderation:read`.
         */
        get: operations["getMedia"];
        put?: never;
        post?: never;
        delete?: never;
        options?: never;
        head?: never;
        patch?: never;
        trace?: never;
    };
    "/v1/media/{id}/image": {
        parameters: {
            query?: never;
            header?: never;
            path?: never;
            cookie?: never;
        };
        /**
         * Read the picture of media
         * @description Fetched from where it is, through the guarded way out, when it is asked for. JPEG, PNG, GIF or WebP by its bytes, of 10 MiB at most. 404: it has no such picture; 502: it cannot be fetched, or is no picture.
         *
         *     Needs the scope `moderation:read`.
         */
        get: operations["readMediaImage"];
        put?: never;
        post?: never;
        delete?: never;
        options?: never;
        head?: never;
        patch?: never;
        trace?: never;
    };
    "/v1/moderate/image": {
        parameters: {
            query?: never;
            header?: never;
            path?: never;
            cookie?: never;
        };
        get?: never;
        put?: never;
        /**
         * Have a picture judged
         * @description JSON, or the same fields as a form. It is durable and its judging is owed before this answers; `GET /v1/job/{id}` has the result whatever becomes of `webhook_url`.
         *
         *     Needs the scope `moderation:write`.
         */
        post: operations["moderateImage"];
        delete?: never;
        options?: never;
        head?: never;
        patch?: never;
        trace?: never;
    };
    "/v1/moderate/prompt": {
        parameters: {
            query?: never;
            header?: never;
            path?: never;
            cookie?: never;
        };
        get?: never;
        put?: never;
        /**
         * Have the prompt of a picture or a video judged
         * @description JSON, or the same fields as a form. It is durable and its judging is owed before this answers; `GET /v1/job/{id}` has the result whatever becomes of `webhook_url`.
         *
         *     Needs the scope `moderation:write`.
         */
        post: operations["moderatePrompt"];
        delete?: never;
        options?: never;
        head?: never;
        patch?: never;
        trace?: never;
    };
    "/v1/moderate/text": {
        parameters: {
            query?: never;
            header?: never;
            path?: never;
            cookie?: never;
        };
        get?: never;
        put?: never;
        /**
         * Have a text judged
         * @description JSON, or the same fields as a form. It is durable and its judging is owed before this answers; `GET /v1/job/{id}` has the result whatever becomes of `webhook_url`.
         *
         *     Needs the scope `moderation:write`.
         */
        post: operations["moderateText"];
        delete?: never;
        options?: never;
        head?: never;
        patch?: never;
        trace?: never;
    };
    "/v1/moderate/video": {
        parameters: {
            query?: never;
            header?: never;
            path?: never;
            cookie?: never;
        };
        get?: never;
        put?: never;
        /**
         * Have a video judged
         * @description JSON, or the same fields as a form. It is durable and its judging is owed before this answers; `GET /v1/job/{id}` has the result whatever becomes of `webhook_url`.
         *
         *     Needs the scope `moderation:write`.
         */
        post: operations["moderateVideo"];
        delete?: never;
        options?: never;
        head?: never;
        patch?: never;
        trace?: never;
    };
    "/v1/moderation": {
        parameters: {
            query?: never;
            header?: never;
            path?: never;
            cookie?: never;
        };
        /**
         * Read which evaluators the site asks
         * @description Needs the scope `moderation:read`.
         */
        get: operations["getModeration"];
        /**
         * Choose which evaluators the site asks
         * @description The whole of it: an evaluator that is left out is no longer asked. No credential is ever shown.
         *
         *     Needs the scope `moderation:write`.
         */
        put: operations["putModeration"];
        post?: never;
        delete?: never;
        options?: never;
        head?: never;
        patch?: never;
        trace?: never;
    };
    "/v1/nodes": {
        parameters: {
            query?: never;
            header?: never;
            path?: never;
            cookie?: never;
        };
        /**
         * How many nodes the hub has
         * @description One that has died is counted until its lease is over, which takes up to 20 seconds.
         *
         *     Needs an admin key.
         */
        get: operations["countNodes"];
        put?: never;
        post?: never;
        delete?: never;
        options?: never;
        head?: never;
        patch?: never;
        trace?: never;
    };
    "/v1/platforms": {
        parameters: {
            query?: never;
            header?: never;
            path?: never;
            cookie?: never;
        };
        /**
         * List the platforms that can be sources
         * @description With the credentials that each takes, and how it is set up.
         *
         *     Needs any key.
         */
        get: operations["listPlatforms"];
        put?: never;
        post?: never;
        delete?: never;
        options?: never;
        head?: never;
        patch?: never;
        trace?: never;
    };
    "/v1/reviews": {
        parameters: {
            query?: never;
            header?: never;
            path?: never;
            cookie?: never;
        };
        /**
         * List what waits for a person, oldest first
         * @description Needs the scope `moderation:read`.
         */
        get: operations["listReviews"];
        put?: never;
        post?: never;
        delete?: never;
        options?: never;
        head?: never;
        patch?: never;
        trace?: never;
    };
    "/v1/reviews/{id}": {
        parameters: {
            query?: never;
            header?: never;
            path?: never;
            cookie?: never;
        };
        /**
         * Read what is known of media that a person is to decide, and its author's history on this site
         * @description Needs the scope `moderation:read`.
         */
        get: operations["getReview"];
        put?: never;
        post?: never;
        delete?: never;
        options?: never;
        head?: never;
        patch?: never;
        trace?: never;
    };
    "/v1/reviews/{id}/approve": {
        parameters: {
            query?: never;
            header?: never;
            path?: never;
            cookie?: never;
        };
        get?: never;
        put?: never;
        /**
         * Approve media, whatever rules say of it
         * @description A decision of its own: `media.moderated` tells of it, and its platform is asked to follow.
         *
         *     Needs the scope `reviews:write`.
         */
        post: operations["approveMedia"];
        delete?: never;
        options?: never;
        head?: never;
        patch?: never;
        trace?: never;
    };
    "/v1/reviews/{id}/claim": {
        parameters: {
            query?: never;
            header?: never;
            path?: never;
            cookie?: never;
        };
        get?: never;
        put?: never;
        /**
         * Take media to review, alone
         * @description Needs the scope `reviews:write`.
         */
        post: operations["claimReview"];
        delete?: never;
        options?: never;
        head?: never;
        patch?: never;
        trace?: never;
    };
    "/v1/reviews/{id}/escalate": {
        parameters: {
            query?: never;
            header?: never;
            path?: never;
            cookie?: never;
        };
        get?: never;
        put?: never;
        /**
         * Leave media to somebody senior
         * @description Needs the scope `reviews:write`.
         */
        post: operations["escalateReview"];
        delete?: never;
        options?: never;
        head?: never;
        patch?: never;
        trace?: never;
    };
    "/v1/reviews/{id}/note": {
        parameters: {
            query?: never;
            header?: never;
            path?: never;
            cookie?: never;
        };
        get?: never;
        put?: never;
        /**
         * Leave a note for other reviewers
         * @description Needs the scope `reviews:write`.
         */
        post: operations["noteReview"];
        delete?: never;
        options?: never;
        head?: never;
        patch?: never;
        trace?: never;
    };
    "/v1/reviews/{id}/reject": {
        parameters: {
            query?: never;
            header?: never;
            path?: never;
            cookie?: never;
        };
        get?: never;
        put?: never;
        /**
         * Reject media, whatever rules say of it
         * @description A decision of its own: `media.moderated` tells of it, and its platform is asked to follow.
         *
         *     Needs the scope `reviews:write`.
         */
        post: operations["rejectMedia"];
        delete?: never;
        options?: never;
        head?: never;
        patch?: never;
        trace?: never;
    };
    "/v1/reviews/{id}/release": {
        parameters: {
            query?: never;
            header?: never;
            path?: never;
            cookie?: never;
        };
        get?: never;
        put?: never;
        /**
         * Give media back to the queue
         * @description Needs the scope `reviews:write`.
         */
        post: operations["releaseReview"];
        delete?: never;
        options?: never;
        head?: never;
        patch?: never;
        trace?: never;
    };
    "/v1/reviews/bulk": {
        parameters: {
            query?: never;
            header?: never;
            path?: never;
            cookie?: never;
        };
        get?: never;
        put?: never;
        /**
         * Approve or reject several media, each by itself
         * @description Needs the scope `reviews:write`.
         */
        post: operations["decideMany"];
        delete?: never;
        options?: never;
        head?: never;
        patch?: never;
        trace?: never;
    };
    "/v1/reviews/stats": {
        parameters: {
            query?: never;
            header?: never;
            path?: never;
            cookie?: never;
        };
        /**
         * How long people take to decide, and how often they decide otherwise than rules and evaluators
         * @description Of some thousand decisions at once; `next_cursor` goes on.
         *
         *     Needs the scope `moderation:read`.
         */
        get: operations["getReviewStats"];
        put?: never;
        post?: never;
        delete?: never;
        options?: never;
        head?: never;
        patch?: never;
        trace?: never;
    };
    "/v1/rule-groups": {
        parameters: {
            query?: never;
            header?: never;
            path?: never;
            cookie?: never;
        };
        /**
         * List rule groups, in the order in which they are asked
         * @description Needs the scope `moderation:read`.
         */
        get: operations["listRuleGroups"];
        put?: never;
        /**
         * Make a rule group
         * @description From then on it decides; `POST /v1/rules/simulate` says first what it would have decided.
         *
         *     Needs the scope `moderation:write`.
         */
        post: operations["createRuleGroup"];
        delete?: never;
        options?: never;
        head?: never;
        patch?: never;
        trace?: never;
    };
    "/v1/rule-groups/{id}": {
        parameters: {
            query?: never;
            header?: never;
            path?: never;
            cookie?: never;
        };
        /**
         * Read a rule group
         * @description Needs the scope `moderation:read`.
         */
        get: operations["getRuleGroup"];
        /**
         * Write a rule group anew, as its next version
         * @description A rule is the same rule while it keeps its name. What has been decided stays as it is.
         *
         *     Needs the scope `moderation:write`.
         */
        put: operations["putRuleGroup"];
        post?: never;
        /**
         * Delete a rule group
         * @description Without an active group the site is judged by the built-in one.
         *
         *     Needs the scope `moderation:write`.
         */
        delete: operations["deleteRuleGroup"];
        options?: never;
        head?: never;
        patch?: never;
        trace?: never;
    };
    "/v1/rules": {
        parameters: {
            query?: never;
            header?: never;
            path?: never;
            cookie?: never;
        };
        /**
         * List the rules of all groups, in the order in which they are asked
         * @description Needs the scope `moderation:read`.
         */
        get: operations["listRules"];
        put?: never;
        post?: never;
        delete?: never;
        options?: never;
        head?: never;
        patch?: never;
        trace?: never;
    };
    "/v1/rules/simulate": {
        parameters: {
            query?: never;
            header?: never;
            path?: never;
            cookie?: never;
        };
        get?: never;
        put?: never;
        /**
         * Ask rules about past items, and change nothing
         * @description What was found of each item then is asked about now, newest item first. Call it again with `next_cursor` until that is null; after ten seconds it answers with what there is.
         *
         *     Needs the scope `moderation:read`.
         */
        post: operations["simulateRules"];
        delete?: never;
        options?: never;
        head?: never;
        patch?: never;
        trace?: never;
    };
    "/v1/session": {
        parameters: {
            query?: never;
            header?: never;
            path?: never;
            cookie?: never;
        };
        /**
         * Who is signed in, and at what hub
         * @description Of the cookie, or of the key that is sent.
         *
         *     Needs any key.
         */
        get: operations["getSession"];
        put?: never;
        /**
         * Sign in at a browser
         * @description Shows a key and gets a cookie that stands for it: `HttpOnly`, `SameSite=Strict`, for 12 hours, and longer while it is used. Requests with the cookie that are no reads need the header `x-tabellary-request: dashboard`. Revoking the key ends the session. Programs send `Authorization` instead.
         */
        post: operations["signIn"];
        /**
         * Sign out
         * @description Takes the cookie away. Needs the header `x-tabellary-request: dashboard`.
         */
        delete: operations["signOut"];
        options?: never;
        head?: never;
        patch?: never;
        trace?: never;
    };
    "/v1/sites": {
        parameters: {
            query?: never;
            header?: never;
            path?: never;
            cookie?: never;
        };
        /**
         * List sites, newest first
         * @description Needs an admin key.
         */
        get: operations["listSites"];
        put?: never;
        /**
         * Make a site
         * @description Needs an admin key.
         */
        post: operations["createSite"];
        delete?: never;
        options?: never;
        head?: never;
        patch?: never;
        trace?: never;
    };
    "/v1/sites/{id}": {
        parameters: {
            query?: never;
            header?: never;
            path?: never;
            cookie?: never;
        };
        /**
         * Read a site
         * @description Needs an admin key.
         */
        get: operations["getSite"];
        put?: never;
        post?: never;
        /**
         * Delete a site with its webhooks, keys and event types
         * @description Needs an admin key.
         */
        delete: operations["deleteSite"];
        options?: never;
        head?: never;
        /**
         * Change a site
         * @description A new contract holds for webhooks that are made from now on.
         *
         *     Needs an admin key.
         */
        patch: operations["changeSite"];
        trace?: never;
    };
    "/v1/sources": {
        parameters: {
            query?: never;
            header?: never;
            path?: never;
            cookie?: never;
        };
        /**
         * List sources, newest first
         * @description Needs the scope `sources:read`.
         */
        get: operations["listSources"];
        put?: never;
        /**
         * Make a source for a platform
         * @description Enter its `ingress_url` at the platform, or let …/registrations do it. What comes there is verified, kept, and made into events of the site.
         *
         *     Needs the scope `sources:write`.
         */
        post: operations["createSource"];
        delete?: never;
        options?: never;
        head?: never;
        patch?: never;
        trace?: never;
    };
    "/v1/sources/{id}": {
        parameters: {
            query?: never;
            header?: never;
            path?: never;
            cookie?: never;
        };
        /**
         * Read a source, with how it stands
         * @description Needs the scope `sources:read`.
         */
        get: operations["getSource"];
        put?: never;
        post?: never;
        /**
         * Delete a source
         * @description Its address is unknown from then on. Events that came from it stay, and are delivered.
         *
         *     Needs the scope `sources:write`.
         */
        delete: operations["deleteSource"];
        options?: never;
        head?: never;
        /**
         * Change a source
         * @description Fields left out stay; null takes the platform's or none.
         *
         *     Needs the scope `sources:write`.
         */
        patch: operations["changeSource"];
        trace?: never;
    };
    "/v1/sources/{id}/jobs": {
        parameters: {
            query?: never;
            header?: never;
            path?: never;
            cookie?: never;
        };
        get?: never;
        put?: never;
        /**
         * Tell of a job whose end is awaited
         * @description For a source with `reconcile` whose sender works on jobs and may not tell of their end, such as OmniFence: call it at once after submitting one. Until a message proves its end the sender is asked after it; one that is not finished at its deadline makes an event as if it had failed. 200 when it is known already.
         *
         *     Needs the scope `sources:write`.
         */
        post: operations["rememberSourceJob"];
        delete?: never;
        options?: never;
        head?: never;
        patch?: never;
        trace?: never;
    };
    "/v1/sources/{id}/messages": {
        parameters: {
            query?: never;
            header?: never;
            path?: never;
            cookie?: never;
        };
        /**
         * List what came to a source, newest first
         * @description Of what was rejected only some is kept: the newest thousand, and one a second of a flood.
         *
         *     Needs the scope `sources:read`.
         */
        get: operations["listMessages"];
        put?: never;
        post?: never;
        delete?: never;
        options?: never;
        head?: never;
        patch?: never;
        trace?: never;
    };
    "/v1/sources/{id}/messages/{message_id}": {
        parameters: {
            query?: never;
            header?: never;
            path?: never;
            cookie?: never;
        };
        /**
         * Read a message as it came
         * @description Needs the scope `sources:read`.
         */
        get: operations["getMessage"];
        put?: never;
        post?: never;
        delete?: never;
        options?: never;
        head?: never;
        patch?: never;
        trace?: never;
    };
    "/v1/sources/{id}/messages/{message_id}/replay": {
        parameters: {
            query?: never;
            header?: never;
            path?: never;
            cookie?: never;
        };
        get?: never;
        put?: never;
        /**
         * Read a message once more
         * @description One that was genuine is read again as it is; one that was rejected is verified again with the present secrets, whatever its age. Events of a replay say so in `data.source.replay`.
         *
         *     Needs the scope `sources:write`.
         */
        post: operations["replayMessage"];
        delete?: never;
        options?: never;
        head?: never;
        patch?: never;
        trace?: never;
    };
    "/v1/sources/{id}/poll": {
        parameters: {
            query?: never;
            header?: never;
            path?: never;
            cookie?: never;
        };
        get?: never;
        put?: never;
        /**
         * Ask the platform now for what is new
         * @description For a source with `poll`, which is asked at its interval anyway. The first poll brings the newest page. `platform_failed` has the platform's words; a platform that wants to be left alone is. `conflict` while the source is switched off.
         *
         *     Needs the scope `sources:write`.
         */
        post: operations["pollSource"];
        delete?: never;
        options?: never;
        head?: never;
        patch?: never;
        trace?: never;
    };
    "/v1/sources/{id}/registrations": {
        parameters: {
            query?: never;
            header?: never;
            path?: never;
            cookie?: never;
        };
        /**
         * What is registered at the platform
         * @description The platform is asked now; what was noted here is shown beside it.
         *
         *     Needs the scope `sources:read`.
         */
        get: operations["listSourceRegistrations"];
        put?: never;
        /**
         * Have the platform send to the source's address
         * @description By the platform's API, with the source's credentials; a secret that the platform makes becomes one of them, and what ends by itself is renewed in time. Where only a person can do it, `by_hand` says where, and the exact values to enter.
         *
         *     Needs the scope `sources:write`.
         */
        post: operations["registerSource"];
        /**
         * End a registration at the platform
         * @description Needs the scope `sources:write`.
         */
        delete: operations["endSourceRegistration"];
        options?: never;
        head?: never;
        patch?: never;
        trace?: never;
    };
    "/v1/sources/{id}/replay": {
        parameters: {
            query?: never;
            header?: never;
            path?: never;
            cookie?: never;
        };
        get?: never;
        put?: never;
        /**
         * Read the messages of a range once more, oldest first
         * @description Those that were genuine, also where they could not be read then; replays are left out. Call it again with `next_cursor` until that is null.
         *
         *     Needs the scope `sources:write`.
         */
        post: operations["replayMessages"];
        delete?: never;
        options?: never;
        head?: never;
        patch?: never;
        trace?: never;
    };
    "/v1/sources/{id}/test": {
        parameters: {
            query?: never;
            header?: never;
            path?: never;
            cookie?: never;
        };
        get?: never;
        put?: never;
        /**
         * Send the source a signed sample of its platform
         * @description A new message, signed with the source's own credentials, by the way that the platform takes: to `ingress_url` where TABELLARY_PUBLIC_URL is set, else to where this process listens. Its events are delivered. 409 where nobody but the platform can sign.
         *
         *     Needs the scope `sources:write`.
         */
        post: operations["testSource"];
        delete?: never;
        options?: never;
        head?: never;
        patch?: never;
        trace?: never;
    };
    "/v1/sources/{id}/token/rotate": {
        parameters: {
            query?: never;
            header?: never;
            path?: never;
            cookie?: never;
        };
        get?: never;
        put?: never;
        /**
         * Give a source another token, and so another address
         * @description The old one goes on being taken for a while. One that was older still is not, from now on.
         *
         *     Needs the scope `sources:write`.
         */
        post: operations["rotateSourceToken"];
        delete?: never;
        options?: never;
        head?: never;
        patch?: never;
        trace?: never;
    };
    "/v1/stats": {
        parameters: {
            query?: never;
            header?: never;
            path?: never;
            cookie?: never;
        };
        /**
         * Figures over time: events, deliveries, attempts, times, messages
         * @description For looking, not for accounting: what is counted is written every five seconds, and a crash loses the last of them. 0: nothing happened; null: the hub did not run, or what it counted is not kept any more. Quantiles are interpolated within buckets of a histogram.
         *
         *     Needs the scope `deliveries:read`.
         */
        get: operations["getStats"];
        put?: never;
        post?: never;
        delete?: never;
        options?: never;
        head?: never;
        patch?: never;
        trace?: never;
    };
    "/v1/stats/now": {
        parameters: {
            query?: never;
            header?: never;
            path?: never;
            cookie?: never;
        };
        /**
         * What stands now: what is owed, and which webhooks fail, and why
         * @description Needs the scope `deliveries:read`.
         */
        get: operations["getNow"];
        put?: never;
        post?: never;
        delete?: never;
        options?: never;
        head?: never;
        patch?: never;
        trace?: never;
    };
    "/v1/stats/webhooks": {
        parameters: {
            query?: never;
            header?: never;
            path?: never;
            cookie?: never;
        };
        /**
         * A short line for each webhook: successes, failures, times
         * @description In the order of `GET /v1/webhooks`, of the last 90 days at most. At most 30 steps; those without a point are quiet ones. `q` needs the scope `webhooks:read` too, for what is found tells what it was found by.
         *
         *     Needs the scope `deliveries:read`.
         */
        get: operations["getWebhookStats"];
        put?: never;
        post?: never;
        delete?: never;
        options?: never;
        head?: never;
        patch?: never;
        trace?: never;
    };
    "/v1/stream": {
        parameters: {
            query?: never;
            header?: never;
            path?: never;
            cookie?: never;
        };
        /**
         * Follow what happens
         * @description Server-sent events, looked for once a second, whichever node did it. First `hello`: `{at, events, deliveries, messages, figures}`, the newest hundred of each, newest first, null for what is not followed. Then, as each comes or changes: `event`, `delivery`, `message`, in the shapes of the lists, and every five seconds `figures`: `{minute, previous, now}`, as of `GET /v1/stats` and `GET /v1/stats/now`. Of more than a hundred that come within a second the newest are told. With `all` figures only. It ends after ten minutes, and when the key is revoked: come again. 429 `overloaded` when 50 follow the site already, or 200 the hub.
         *
         *     Needs any key.
         */
        get: operations["follow"];
        put?: never;
        post?: never;
        delete?: never;
        options?: never;
        head?: never;
        patch?: never;
        trace?: never;
    };
    "/v1/verify": {
        parameters: {
            query?: never;
            header?: never;
            path?: never;
            cookie?: never;
        };
        get?: never;
        put?: never;
        /**
         * Say step by step whether a signature holds
         * @description Answers 200 also when it does not: see `ok`, the step that failed, and what would have matched.
         *
         *     Needs the scope `webhooks:read`.
         */
        post: operations["verify"];
        delete?: never;
        options?: never;
        head?: never;
        patch?: never;
        trace?: never;
    };
    "/v1/webhooks": {
        parameters: {
            query?: never;
            header?: never;
            path?: never;
            cookie?: never;
        };
        /**
         * List webhooks, newest first
         * @description Needs the scope `webhooks:read`.
         */
        get: operations["listWebhooks"];
        put?: never;
        /**
         * Subscribe a URL to events
         * @description It takes its site's contract when it names none. The answer is the one that shows the secret.
         *
         *     Needs the scope `webhooks:write`.
         */
        post: operations["createWebhook"];
        delete?: never;
        options?: never;
        head?: never;
        patch?: never;
        trace?: never;
    };
    "/v1/webhooks/{id}": {
        parameters: {
            query?: never;
            header?: never;
            path?: never;
            cookie?: never;
        };
        /**
         * Read a webhook
         * @description Needs the scope `webhooks:read`.
         */
        get: operations["getWebhook"];
        put?: never;
        post?: never;
        /**
         * Delete a webhook
         * @description What it is still owed ends as cancelled.
         *
         *     Needs the scope `webhooks:write`.
         */
        delete: operations["deleteWebhook"];
        options?: never;
        head?: never;
        /**
         * Change a webhook
         * @description Fields left out stay; null takes the contract's or none. A new `secret` signs at once, and the old one goes on in lists for 24 h; see …/secret/prepare for two steps.
         *
         *     Needs the scope `webhooks:write`.
         */
        patch: operations["changeWebhook"];
        trace?: never;
    };
    "/v1/webhooks/{id}/deliveries": {
        parameters: {
            query?: never;
            header?: never;
            path?: never;
            cookie?: never;
        };
        /**
         * List a webhook's deliveries, newest first
         * @description Needs the scope `deliveries:read`.
         */
        get: operations["listWebhookDeliveries"];
        put?: never;
        post?: never;
        delete?: never;
        options?: never;
        head?: never;
        patch?: never;
        trace?: never;
    };
    "/v1/webhooks/{id}/health": {
        parameters: {
            query?: never;
            header?: never;
            path?: never;
            cookie?: never;
        };
        /**
         * Say how a webhook answers: since when it fails, what happened last, what it is owed
         * @description Needs the scope `webhooks:read`.
         */
        get: operations["getWebhookHealth"];
        put?: never;
        post?: never;
        delete?: never;
        options?: never;
        head?: never;
        patch?: never;
        trace?: never;
    };
    "/v1/webhooks/{id}/secret": {
        parameters: {
            query?: never;
            header?: never;
            path?: never;
            cookie?: never;
        };
        /**
         * Show a webhook's secrets
         * @description Needs the scope `webhooks:write`.
         */
        get: operations["getWebhookSecret"];
        put?: never;
        post?: never;
        delete?: never;
        options?: never;
        head?: never;
        patch?: never;
        trace?: never;
    };
    "/v1/webhooks/{id}/secret/prepare": {
        parameters: {
            query?: never;
            header?: never;
            path?: never;
            cookie?: never;
        };
        get?: never;
        put?: never;
        /**
         * Rotate, step one: make the next secret
         * @description Give it to the receiver beside the present one, then promote it. Preparing again replaces it.
         *
         *     Needs the scope `webhooks:write`.
         */
        post: operations["prepareWebhookSecret"];
        delete?: never;
        options?: never;
        head?: never;
        patch?: never;
        trace?: never;
    };
    "/v1/webhooks/{id}/secret/promote": {
        parameters: {
            query?: never;
            header?: never;
            path?: never;
            cookie?: never;
        };
        get?: never;
        put?: never;
        /**
         * Rotate, step two: sign with the prepared secret
         * @description Where the format carries a list of signatures, the old secret goes on in it for 24 h.
         *
         *     Needs the scope `webhooks:write`.
         */
        post: operations["promoteWebhookSecret"];
        delete?: never;
        options?: never;
        head?: never;
        patch?: never;
        trace?: never;
    };
    "/v1/webhooks/{id}/test": {
        parameters: {
            query?: never;
            header?: never;
            path?: never;
            cookie?: never;
        };
        get?: never;
        put?: never;
        /**
         * Send test.webhook at once
         * @description Whatever its events are, and also while it is inactive. One attempt, logged like any other.
         *
         *     Needs the scope `webhooks:write`.
         */
        post: operations["testWebhook"];
        delete?: never;
        options?: never;
        head?: never;
        patch?: never;
        trace?: never;
    };
}
export type webhooks = Record<string, never>;
export interface components {
    schemas: {
        Decision: {
            /** @enum {string} */
            action: "approve" | "flag" | "hide" | "reject";
            /** @description Who decided, where a person did: as they call themselves. */
            actor: string | null;
            /** @description The name of the key by which the person did. */
            api_key: string | null;
            /**
             * Format: date-time
             * @description ISO 8601, UTC.
             */
            at: string;
            /** @enum {string} */
            by: "rule" | "system" | "person";
            /** @enum {string} */
            cause: "rule" | "default" | "evaluator_failed" | "not_evaluated" | "timed_out" | "person";
            /** @description How it was carried out on the platform; null: nothing was to be done there. */
            enforcement: components["schemas"]["Enforcement"] | null;
            failures: {
                /** @enum {string} */
                code: "timeout" | "unavailable" | "rate_limited" | "refused" | "invalid_answer" | "media_unreachable" | "media_too_large" | "media_type" | "not_configured" | "overloaded" | "not_evaluated";
                evaluator: string;
            }[];
            id: string;
            job_id: string;
            previous: {
                /** @enum {string|null} */
                action: "approve" | "flag" | "hide" | "reject" | null;
                /** @enum {string} */
                status: "pending" | "approved" | "rejected" | "flagged";
            };
            reason: string;
            /** @description The rules that were hit, as they were then. */
            rules: {
                /** @enum {string} */
                action: "approve" | "flag" | "hide" | "reject";
                confidence: number | null;
                group_id: string;
                labels: string[];
                matched_text: string | null;
                name: string;
                rule_id: string;
                version: number;
            }[];
            /** @description Parts that nobody has judged. */
            unjudged: ("text" | "image" | "video")[];
            /** @enum {string} */
            verdict: "approved" | "rejected" | "flagged";
        };
        Delivery: {
            /** @description How many were made. */
            attempts: number;
            /**
             * Format: date-time
             * @description ISO 8601, UTC.
             */
            created_at: string;
            /**
             * Format: date-time
             * @description ISO 8601, UTC.
             */
            delivered_at?: string;
            /** @description Of the last attempt, when it failed. */
            error?: string;
            event_id: string;
            event_type: string;
            id: string;
            /**
             * Format: date-time
             * @description ISO 8601, UTC.
             */
            next_attempt_at?: string;
            /**
             * @description `held`: its webhook is inactive. `cancelling`: an attempt is under way, after which it ends.
             * @enum {string}
             */
            status: "pending" | "held" | "cancelling" | "success" | "failed" | "cancelled";
            /** @description Of the last attempt; null when nothing answered. */
            status_code: number | null;
            webhook_id: string;
        };
        DeliveryDetail: {
            /** @description How many were made. */
            attempts: number;
            /**
             * Format: date-time
             * @description ISO 8601, UTC.
             */
            created_at: string;
            /**
             * Format: date-time
             * @description ISO 8601, UTC.
             */
            delivered_at?: string;
            /** @description Of the last attempt, when it failed. */
            error?: string;
            event_id: string;
            event_type: string;
            id: string;
            /** @description The attempts, oldest first. */
            log: {
                duration_ms: number;
                error?: {
                    /** @enum {string} */
                    kind: "http_status" | "timeout" | "dns" | "connect" | "tls" | "blocked" | "aborted";
                    message: string;
                };
                number: number;
                request: {
                    headers: {
                        [key: string]: string;
                    };
                    method: string;
                    url: string;
                };
                response?: {
                    /** @description At most 16 KiB of it. */
                    body: string;
                    /** @enum {string} */
                    body_encoding: "utf-8" | "base64";
                    body_is_cut: boolean;
                    headers: {
                        [key: string]: string;
                    };
                };
                /**
                 * Format: date-time
                 * @description ISO 8601, UTC.
                 */
                started_at: string;
                /** @enum {string} */
                status: "success" | "failed";
                status_code?: number;
                /** @description Steps are absent where a kept connection was used. */
                timings: {
                    connect_ms?: number;
                    dns_ms?: number;
                    first_byte_ms?: number;
                    /** @description The request was written twice: a kept connection turned out to be dead. */
                    repeated?: boolean;
                    tls_ms?: number;
                    total_ms: number;
                };
            }[];
            /**
             * Format: date-time
             * @description ISO 8601, UTC.
             */
            next_attempt_at?: string;
            /** @description Every attempt still to come, if each one before it fails. */
            planned_attempts: string[];
            /** @description The place in an ordered lane. */
            sequence: number | null;
            /**
             * @description `held`: its webhook is inactive. `cancelling`: an attempt is under way, after which it ends.
             * @enum {string}
             */
            status: "pending" | "held" | "cancelling" | "success" | "failed" | "cancelled";
            /** @description Of the last attempt; null when nothing answered. */
            status_code: number | null;
            webhook_id: string;
        };
        Enforcement: {
            /** @enum {string} */
            action: "hide" | "remove" | "restore";
            /**
             * Format: date-time
             * @description ISO 8601, UTC.
             */
            at: string;
            /**
             * @description Why it has failed.
             * @enum {string|null}
             */
            code: "superseded" | "source_deleted" | "gone" | "platform_failed" | "not_carried_out" | "expired" | null;
            /** @description What the platform said, what was done instead, or why it is not done yet. */
            error: string | null;
            /**
             * Format: date-time
             * @description While it is owed: not before then. Null: as soon as may be.
             */
            next_at: string | null;
            /**
             * @description `unsupported`: the platform has no such call, and nothing was done.
             * @enum {string}
             */
            state: "requested" | "applied" | "unsupported" | "failed";
        };
        Event: {
            /**
             * Format: date-time
             * @description ISO 8601, UTC.
             */
            created_at: string;
            /** @description How many webhooks it was owed to. */
            deliveries: number;
            external_id: string | null;
            id: string;
            /** @description The inbound message that told of it. */
            message_id: string | null;
            /**
             * Format: date-time
             * @description ISO 8601, UTC.
             */
            occurred_at: string | null;
            ordering_key: string | null;
            /** @description The source that told of it; null for an event of the API. */
            source_id: string | null;
            type: string;
        };
        EventDetail: {
            /**
             * Format: date-time
             * @description ISO 8601, UTC.
             */
            created_at: string;
            /** @description A JSON object. */
            data: Record<string, never>;
            deliveries?: components["schemas"]["Delivery"][];
            external_id: string | null;
            id: string;
            /** @description The inbound message that told of it. */
            message_id: string | null;
            /**
             * Format: date-time
             * @description ISO 8601, UTC.
             */
            occurred_at: string | null;
            ordering_key: string | null;
            /** @description The source that told of it; null for an event of the API. */
            source_id: string | null;
            type: string;
            /** @description For every webhook of the site, why it got the event or did not. */
            webhooks?: {
                /** @description The same in a sentence. */
                detail: string;
                /** @enum {string} */
                outcome: "matched" | "sent_with_message" | "inactive" | "not_subscribed" | "other_source" | "filtered" | "created_later" | "not_tested";
                url: string;
                webhook_id: string;
            }[];
        };
        FigurePoint: {
            /**
             * Format: date-time
             * @description ISO 8601, UTC.
             */
            at: string;
            attempts: number | null;
            attempts_failed: number | null;
            /** @description That ended then, by how. */
            deliveries: {
                cancelled: number | null;
                failed: number | null;
                success: number | null;
            };
            /** @description Accepted. Of a webhook: those that it was owed. */
            events: number | null;
            /** @description From an event's acceptance to the first success of a delivery, waits included. */
            latency_p50_ms: number | null;
            /** @description The same of all but one in a hundred. */
            latency_p99_ms: number | null;
            /** @description Of sources, by verdict. Null for a webhook. */
            messages: {
                accepted: number | null;
                duplicate: number | null;
                ignored: number | null;
                rejected: number | null;
            };
            /** @description How long attempts took: half of them at most this. */
            p50_ms: number | null;
            /** @description How long attempts took: all but one in a hundred at most this. */
            p99_ms: number | null;
            /** @description Deliveries owed, at most in that time; up to 50,000 are counted. Null for a webhook. */
            queue_depth: number | null;
            /** @description Failed attempts after which there will be another. */
            retries: number | null;
        };
        FigureTotals: {
            attempts: number | null;
            attempts_failed: number | null;
            /** @description That ended then, by how. */
            deliveries: {
                cancelled: number | null;
                failed: number | null;
                success: number | null;
            };
            /** @description Accepted. Of a webhook: those that it was owed. */
            events: number | null;
            /** @description From an event's acceptance to the first success of a delivery, waits included. */
            latency_p50_ms: number | null;
            /** @description The same of all but one in a hundred. */
            latency_p99_ms: number | null;
            /** @description Of sources, by verdict. Null for a webhook. */
            messages: {
                accepted: number | null;
                duplicate: number | null;
                ignored: number | null;
                rejected: number | null;
            };
            /** @description How long attempts took: half of them at most this. */
            p50_ms: number | null;
            /** @description How long attempts took: all but one in a hundred at most this. */
            p99_ms: number | null;
            /** @description Deliveries owed, at most in that time; up to 50,000 are counted. Null for a webhook. */
            queue_depth: number | null;
            /** @description Failed attempts after which there will be another. */
            retries: number | null;
        };
        Finding: {
            confidence: number | null;
            evaluator: string;
            /** @description Places in the text (UTF-16), how near to which picture, or moments of the video in milliseconds. */
            evidence: Record<string, never> | null;
            /** @description Told, and no reason by itself. */
            informational: boolean;
            /**
             * @description A class, something on a list, or that it could not judge.
             * @enum {string}
             */
            kind: "label" | "match" | "failure";
            label: string;
            reason: string | null;
            /** @enum {string|null} */
            severity: "low" | "medium" | "high" | "critical" | null;
        };
        Job: {
            categories?: {
                ai_adult_general?: boolean;
                custom: {
                    [key: string]: boolean;
                };
                nsfw?: boolean;
                underage?: boolean;
            };
            /**
             * Format: date-time
             * @description ISO 8601, UTC.
             */
            completed_at?: string;
            /**
             * Format: date-time
             * @description ISO 8601, UTC.
             */
            created_at: string;
            /** @enum {string} */
            error_code?: "PROVIDER_RATE_LIMITED" | "PROVIDER_UNAVAILABLE" | "PROVIDER_TIMEOUT" | "MODEL_UNAVAILABLE" | "MODEL_REFUSED" | "MEDIA_UNREACHABLE" | "UNSUPPORTED_MEDIA" | "REVIEW_TIMEOUT" | "ITEM_CHANGED" | "ITEM_DELETED";
            /**
             * Format: date-time
             * @description ISO 8601, UTC.
             */
            failed_at?: string;
            /** @description Null: there is no verdict, and it is no pass. */
            is_prohibited: boolean | null;
            job_id: string;
            /** @description Of the item that it judges. */
            media_id: string;
            nsfw?: boolean;
            reason?: string;
            /** @enum {string} */
            status: "queued" | "processing" | "completed" | "failed";
            /** @enum {string} */
            type: "text" | "prompt" | "image" | "video" | "comment" | "post";
        };
        Media: {
            /** @description Your own id of it. */
            app_media_id: string | null;
            /**
             * Format: date-time
             * @description ISO 8601, UTC.
             */
            created_at: string;
            /** @description Why its job has ended without a verdict. */
            error_code?: string;
            /** @description The first 200 characters of its text. */
            excerpt: string | null;
            id: string;
            /** @description Of its newest run. */
            job_id: string;
            /**
             * Format: date-time
             * @description ISO 8601, UTC.
             */
            moderated_at: string | null;
            /** @description Its id on its platform. */
            native_id: string | null;
            platform: string | null;
            /** @enum {string} */
            status: "pending" | "approved" | "rejected" | "flagged";
            /** @enum {string} */
            type: "text" | "prompt" | "image" | "video" | "comment" | "post";
        };
        MediaDetail: {
            /** @description Your own id of it. */
            app_media_id: string | null;
            author: {
                id: string | null;
                username: string | null;
            };
            /**
             * Format: date-time
             * @description ISO 8601, UTC.
             */
            created_at: string;
            /** @description Oldest first; `status` follows from the last. */
            decisions: components["schemas"]["Decision"][];
            /** @description Why its job has ended without a verdict. */
            error_code?: string;
            /** @description The first 200 characters of its text. */
            excerpt: string | null;
            /** @description Of its newest run. */
            findings: components["schemas"]["Finding"][];
            id: string;
            image_urls: string[];
            /** @description It was deleted where it came from. */
            is_deleted: boolean;
            /** @description Of its newest run. */
            job_id: string;
            metadata: Record<string, never>;
            /**
             * Format: date-time
             * @description ISO 8601, UTC.
             */
            moderated_at: string | null;
            /** @description Its id on its platform. */
            native_id: string | null;
            platform: string | null;
            /** @enum {string} */
            status: "pending" | "approved" | "rejected" | "flagged";
            text: string | null;
            /** @enum {string} */
            type: "text" | "prompt" | "image" | "video" | "comment" | "post";
            video_url: string | null;
        };
        Message: {
            /** @description How many of them were kept. */
            body_bytes: number;
            /** @description Of what was rejected the first 4 KiB are kept. */
            body_is_cut: boolean;
            /**
             * Format: date-time
             * @description ISO 8601, UTC.
             */
            created_at: string;
            /** @description A sentence for a person. */
            detail: string | null;
            /** @description The events that it made, in their order. */
            events: string[];
            id: string;
            /** @description Null where it was no request. */
            method: string | null;
            /**
             * @description A request of the platform, an item that was asked for, or an earlier one once more.
             * @enum {string}
             */
            origin: "request" | "poll" | "sweep" | "replay";
            /** @description Without the `?`; of a poll, what was asked for. */
            query: string;
            /** @description Why it was rejected or ignored: `signature_mismatch` and its like. */
            reason: string | null;
            remote_address: string | null;
            /** @description The events that it told of and that were there before. */
            repeated: string[];
            replay_of: string | null;
            source_id: string;
            /**
             * @description `accepted`: it made at least one event. `duplicate`: all of its events had come before. `ignored`: it tells of nothing. `rejected`: see `reason`.
             * @enum {string}
             */
            verdict: "accepted" | "duplicate" | "ignored" | "rejected";
        };
        MessageDetail: {
            /** @description As it came: as text where it is UTF-8, else as base64. */
            body: string;
            /** @description How many of them were kept. */
            body_bytes: number;
            /** @enum {string} */
            body_encoding: "utf-8" | "base64";
            /** @description Of what was rejected the first 4 KiB are kept. */
            body_is_cut: boolean;
            /**
             * Format: date-time
             * @description ISO 8601, UTC.
             */
            created_at: string;
            /** @description A sentence for a person. */
            detail: string | null;
            /** @description The events that it made, in their order. */
            events: string[];
            /** @description Name and value, as they came. A credential's value is `(secret)`. */
            headers: string[][];
            id: string;
            /** @description Null where it was no request. */
            method: string | null;
            /**
             * @description A request of the platform, an item that was asked for, or an earlier one once more.
             * @enum {string}
             */
            origin: "request" | "poll" | "sweep" | "replay";
            /** @description Without the `?`; of a poll, what was asked for. */
            query: string;
            /** @description Why it was rejected or ignored: `signature_mismatch` and its like. */
            reason: string | null;
            remote_address: string | null;
            /** @description The events that it told of and that were there before. */
            repeated: string[];
            replay_of: string | null;
            source_id: string;
            /**
             * @description `accepted`: it made at least one event. `duplicate`: all of its events had come before. `ignored`: it tells of nothing. `rejected`: see `reason`.
             * @enum {string}
             */
            verdict: "accepted" | "duplicate" | "ignored" | "rejected";
        };
        Moderation: {
            evaluators: {
                active: boolean;
                /** @description What it says is information alone. */
                advisory: boolean;
                /** @description Names of the credentials that are entered. */
                credentials: string[];
                /** @enum {string} */
                kind: "terms" | "openai" | "rekognition" | "http" | "image-hash";
                name: string;
            }[];
            state: {
                /** @description Made by this process since its settings were changed. */
                attempts: number;
                /**
                 * @description Open: it has failed again and again, and is left alone.
                 * @enum {string}
                 */
                breaker: "closed" | "open" | "half_open";
                name: string;
                /** @description What of that went to who counts or bills it. */
                requests: number;
                /** @description Items that wait for it. */
                waiting: number;
            }[];
            /** @description By label, 0 to 1: a finding of less confidence is informational. */
            thresholds: {
                [key: string]: number;
            };
            /** @description Rises by one with each change; 0: nothing has been chosen yet. */
            version: number;
        };
        Now: {
            /**
             * Format: date-time
             * @description ISO 8601, UTC.
             */
            at: string;
            /** @description At most 50, those owed the most first. */
            failing: {
                active: boolean;
                description: string | null;
                last_failure: {
                    /**
                     * Format: date-time
                     * @description When its last attempt began.
                     */
                    at: string | null;
                    delivery_id: string;
                    error: string | null;
                    event_id: string;
                    event_type: string;
                    /**
                     * Format: date-time
                     * @description ISO 8601, UTC.
                     */
                    next_attempt_at: string | null;
                    status_code: number | null;
                } | null;
                owed: number;
                /**
                 * Format: date-time
                 * @description ISO 8601, UTC.
                 */
                since: string | null;
                site_id: string;
                url: string;
                webhook_id: string;
            }[];
            /** @description The node that answers, where the whole hub was asked for. */
            node: {
                /** @description Attempts under way. */
                in_flight: number;
                /** @description Lanes in its memory. */
                lanes: number;
                /** @description Deliveries ready in its memory. */
                queued: number;
            } | null;
            owed: {
                /** @description Counted up to 10000. */
                count: number;
                /** @description There are more than were counted. */
                more: boolean;
            };
            /** @description Each site, where the whole hub was asked for. */
            sites: {
                /** @description That failed so many times in a row (TABELLARY_WEBHOOK_FAILING_AFTER). */
                failing: number;
                /** @description Switched off by their owners. */
                inactive: number;
                name: string;
                owed: number;
                site_id: string;
                total: number;
            }[] | null;
            webhooks: {
                /** @description That failed so many times in a row (TABELLARY_WEBHOOK_FAILING_AFTER). */
                failing: number;
                /** @description Switched off by their owners. */
                inactive: number;
                total: number;
            };
        };
        /** @description What every error looks like (RFC 9457). */
        Problem: {
            /** @enum {string} */
            code: "invalid_json" | "invalid_request" | "unknown_field" | "invalid_id" | "invalid_cursor" | "unauthorized" | "forbidden" | "cross_site_request" | "not_found" | "method_not_allowed" | "conflict" | "idempotency_key_reused" | "external_id_taken" | "payload_too_large" | "unsupported_media_type" | "unsafe_number" | "unsafe_string" | "too_deep" | "schema_violation" | "invalid_findings" | "url_not_allowed" | "overloaded" | "internal" | "platform_failed" | "media_unavailable" | "unavailable";
            /** @description What is wrong here, and the way out. */
            detail: string;
            errors: {
                message: string;
                /** @description A JSON pointer into the body, or the name of a parameter or header. */
                path: string;
            }[];
            request_id: string;
            status: number;
            title: string;
            /** @description A URN that ends in the code. */
            type: string;
        };
        Review: {
            /** @description Who has taken it. */
            assignee: string | null;
            author: {
                id: string | null;
                username: string | null;
            };
            /**
             * Format: date-time
             * @description ISO 8601, UTC.
             */
            claimed_at: string | null;
            decision: components["schemas"]["Decision"] | null;
            findings: components["schemas"]["Finding"][];
            image_urls: string[];
            is_escalated: boolean;
            media: components["schemas"]["Media"];
            notes: {
                /** @description The name of the key that it came with. */
                api_key: string | null;
                /**
                 * Format: date-time
                 * @description ISO 8601, UTC.
                 */
                at: string;
                by: string;
                text: string;
            }[];
            text: string | null;
            video_url: string | null;
        };
        Rule: {
            /** @enum {string} */
            action: "approve" | "flag" | "hide" | "reject";
            active: boolean;
            /** @description As in filters. */
            condition: Record<string, never>;
            description: string | null;
            id: string;
            name: string;
            /** @description Lower numbers come first. */
            priority: number;
            /**
             * @description Hit where its condition holds, or where it does not.
             * @enum {string}
             */
            type: "prohibition" | "requirement";
            /** @description Rises by one with each change. */
            version: number;
        };
        RuleGroup: {
            active: boolean;
            /** @enum {string|null} */
            default_action: "approve" | "flag" | "hide" | "reject" | null;
            description: string | null;
            id: string;
            /** @enum {string} */
            mode: "first_match" | "all_must_pass";
            name: string;
            /** @description Lower numbers come first. */
            priority: number;
            rules: components["schemas"]["Rule"][];
            thresholds: {
                [key: string]: number;
            };
            /** @description Rises by one with each change. */
            version: number;
        };
        Source: {
            active: boolean;
            allowed_ips: string[] | null;
            /**
             * Format: date-time
             * @description ISO 8601, UTC.
             */
            created_at: string;
            id: string;
            /** @description Where the platform sends to. */
            ingress_url: string;
            max_age_seconds: number | null;
            moderate: string[];
            name: string | null;
            platform: string;
            poll: {
                interval_seconds: number | null;
                /** @description What to ask for, by the platform's own names. */
                subject: {
                    [key: string]: string;
                };
            } | null;
            /**
             * Format: date-time
             * @description So long the token before is taken as well.
             */
            previous_token_until: string | null;
            /** @description How the sender is asked for what was missed, where it does not send again. */
            reconcile: Record<string, never> | null;
            /** @description How each value begins; what is no secret is shown whole. */
            secrets: {
                [key: string]: string[];
            };
            state?: {
                /**
                 * Format: date-time
                 * @description When a handshake was answered last.
                 */
                handshake_at: string | null;
                /**
                 * Format: date-time
                 * @description ISO 8601, UTC.
                 */
                last_message_at: string | null;
                /** @description Why that one was rejected or ignored. */
                last_reason: string | null;
                /**
                 * @description Of the message that came last.
                 * @enum {string|null}
                 */
                last_verdict: "accepted" | "duplicate" | "ignored" | "rejected" | null;
                poll: {
                    error: string | null;
                    /** @description In a row. */
                    failures: number;
                    /**
                     * Format: date-time
                     * @description ISO 8601, UTC.
                     */
                    next_at: string;
                    /**
                     * Format: date-time
                     * @description ISO 8601, UTC.
                     */
                    polled_at: string;
                } | null;
                /** @description What the platform said when one could not be renewed. */
                registration_error: string | null;
                /** @description How many were made from here: see …/registrations. */
                registrations: number;
            };
            /** @description Whoever knows it may send. See …/token/rotate. */
            token: string;
        };
        Webhook: {
            active: boolean;
            contract: string;
            /**
             * Format: date-time
             * @description ISO 8601, UTC.
             */
            created_at: string;
            /** @description The options of the contract `custom`. They are shown as they are: a credential belongs into the webhook's `headers`. */
            custom_contract: Record<string, never> | null;
            description: string | null;
            /** @description What holds: the webhook's own wishes over its contract's. */
            effective: {
                /** @enum {string} */
                ordering: "none" | "webhook" | "key";
                retry_schedule: number[];
                timeout_ms: number;
            };
            events: string[];
            /** @description A condition that the event must meet, such as `{"path": "data.id", "exists": true}`: docs/filters.md. */
            filter: Record<string, never> | null;
            /** @description Values are shown as ***. */
            headers: {
                [key: string]: string;
            };
            /** @enum {string} */
            health: "healthy" | "failing";
            /**
             * Format: date-time
             * @description When that began. Null: it has been healthy since it was made.
             */
            health_since: string | null;
            id: string;
            /** @enum {string|null} */
            ordering: "none" | "webhook" | "key" | null;
            retry_schedule: number[] | null;
            /** @description Only in the answer to its creation; later at …/secret. */
            secret?: string;
            /** @description Ids of sources: only their events, and none of the API. */
            sources: string[] | null;
            timeout_ms: number | null;
            url: string;
        };
    };
    responses: never;
    parameters: never;
    requestBodies: never;
    headers: never;
    pathItems: never;
}
export type $defs = Record<string, never>;
export interface operations {
    health: {
        parameters: {
            query?: never;
            header?: never;
            path?: never;
            cookie?: never;
        };
        requestBody?: never;
        responses: {
            /** @description The request cannot be done; `code` and `detail` say why: `invalid_request`. */
            "4XX": {
                headers: {
                    [name: string]: unknown;
                };
                content: {
                    "application/problem+json": components["schemas"]["Problem"];
                };
            };
            /** @description Tabellary cannot do it now; repeat the request: `internal`, `unavailable`. */
            "5XX": {
                headers: {
                    [name: string]: unknown;
                };
                content: {
                    "application/problem+json": components["schemas"]["Problem"];
                };
            };
            /** @description Default Response */
            200: {
                headers: {
                    [name: string]: unknown;
                };
                content: {
                    "application/json": {
                        /** @enum {string} */
                        status: "ok";
                    };
                };
            };
        };
    };
    answerHandshake: {
        parameters: {
            query?: never;
            header?: never;
            path: {
                /** @description Of the source: see its `ingress_url`. */
                token: string;
            };
            cookie?: never;
        };
        requestBody?: never;
        responses: {
            /** @description The request cannot be done; `code` and `detail` say why: `invalid_request`, `not_found`. */
            "4XX": {
                headers: {
                    [name: string]: unknown;
                };
                content: {
                    "application/problem+json": components["schemas"]["Problem"];
                };
            };
            /** @description Tabellary cannot do it now; repeat the request: `internal`, `unavailable`. */
            "5XX": {
                headers: {
                    [name: string]: unknown;
                };
                content: {
                    "application/problem+json": components["schemas"]["Problem"];
                };
            };
            /** @description What the platform wants to be answered. */
            200: {
                headers: {
                    [name: string]: unknown;
                };
                content: {
                    "*/*": string;
                };
            };
        };
    };
    receiveMessage: {
        parameters: {
            query?: never;
            header?: never;
            path: {
                /** @description Of the source: see its `ingress_url`. */
                token: string;
            };
            cookie?: never;
        };
        /** @description The bytes as the platform sends them. */
        requestBody: {
            content: {
                "application/json": unknown;
            };
        };
        responses: {
            /** @description The request cannot be done; `code` and `detail` say why: `invalid_request`, `invalid_json`, `unsupported_media_type`, `payload_too_large`, `unknown_field`, `too_deep`, `unsafe_number`, `unsafe_string`, `not_found`. */
            "4XX": {
                headers: {
                    [name: string]: unknown;
                };
                content: {
                    "application/problem+json": components["schemas"]["Problem"];
                };
            };
            /** @description Tabellary cannot do it now; repeat the request: `internal`, `unavailable`. */
            "5XX": {
                headers: {
                    [name: string]: unknown;
                };
                content: {
                    "application/problem+json": components["schemas"]["Problem"];
                };
            };
            /** @description What the platform wants to be answered. */
            200: {
                headers: {
                    [name: string]: unknown;
                };
                content: {
                    "*/*": string;
                };
            };
        };
    };
    metrics: {
        parameters: {
            query?: never;
            header?: never;
            path?: never;
            cookie?: never;
        };
        requestBody?: never;
        responses: {
            /** @description The request cannot be done; `code` and `detail` say why: `invalid_request`. */
            "4XX": {
                headers: {
                    [name: string]: unknown;
                };
                content: {
                    "application/problem+json": components["schemas"]["Problem"];
                };
            };
            /** @description Tabellary cannot do it now; repeat the request: `internal`, `unavailable`. */
            "5XX": {
                headers: {
                    [name: string]: unknown;
                };
                content: {
                    "application/problem+json": components["schemas"]["Problem"];
                };
            };
            /** @description Prometheus text. */
            200: {
                headers: {
                    [name: string]: unknown;
                };
                content: {
                    "text/plain": string;
                };
            };
        };
    };
    takeFindings: {
        parameters: {
            query?: never;
            header?: never;
            path: {
                /** @description Good for one request; it is the key. */
                token: string;
            };
            cookie?: never;
        };
        requestBody: {
            content: {
                "application/json": unknown;
            };
        };
        responses: {
            /** @description The request cannot be done; `code` and `detail` say why: `invalid_request`, `invalid_json`, `unsupported_media_type`, `payload_too_large`, `unknown_field`. */
            "4XX": {
                headers: {
                    [name: string]: unknown;
                };
                content: {
                    "application/problem+json": components["schemas"]["Problem"];
                };
            };
            /** @description Tabellary cannot do it now; repeat the request: `internal`, `unavailable`. */
            "5XX": {
                headers: {
                    [name: string]: unknown;
                };
                content: {
                    "application/problem+json": components["schemas"]["Problem"];
                };
            };
            /** @description Default Response */
            200: {
                headers: {
                    [name: string]: unknown;
                };
                content: {
                    "application/json": {
                        /** @enum {string} */
                        status: "accepted" | "repeated";
                    };
                };
            };
            /** @description It cannot be done: `not_found`. */
            404: {
                headers: {
                    [name: string]: unknown;
                };
                content: {
                    "application/problem+json": components["schemas"]["Problem"];
                };
            };
            /** @description It cannot be done: `conflict`. */
            409: {
                headers: {
                    [name: string]: unknown;
                };
                content: {
                    "application/problem+json": components["schemas"]["Problem"];
                };
            };
            /** @description It cannot be done: `too_deep`, `unsafe_number`, `unsafe_string`, `invalid_findings`. */
            422: {
                headers: {
                    [name: string]: unknown;
                };
                content: {
                    "application/problem+json": components["schemas"]["Problem"];
                };
            };
            /** @description It cannot be done: `overloaded`. */
            429: {
                headers: {
                    [name: string]: unknown;
                };
                content: {
                    "application/problem+json": components["schemas"]["Problem"];
                };
            };
        };
    };
    openapi: {
        parameters: {
            query?: never;
            header?: never;
            path?: never;
            cookie?: never;
        };
        requestBody?: never;
        responses: {
            /** @description The request cannot be done; `code` and `detail` say why: `invalid_request`. */
            "4XX": {
                headers: {
                    [name: string]: unknown;
                };
                content: {
                    "application/problem+json": components["schemas"]["Problem"];
                };
            };
            /** @description Tabellary cannot do it now; repeat the request: `internal`, `unavailable`. */
            "5XX": {
                headers: {
                    [name: string]: unknown;
                };
                content: {
                    "application/problem+json": components["schemas"]["Problem"];
                };
            };
            /** @description Default Response */
            200: {
                headers: {
                    [name: string]: unknown;
                };
                content: {
                    "application/json": Record<string, never>;
                };
            };
        };
    };
    readiness: {
        parameters: {
            query?: never;
            header?: never;
            path?: never;
            cookie?: never;
        };
        requestBody?: never;
        responses: {
            /** @description The request cannot be done; `code` and `detail` say why: `invalid_request`. */
            "4XX": {
                headers: {
                    [name: string]: unknown;
                };
                content: {
                    "application/problem+json": components["schemas"]["Problem"];
                };
            };
            /** @description Tabellary cannot do it now; repeat the request: `internal`, `unavailable`. */
            "5XX": {
                headers: {
                    [name: string]: unknown;
                };
                content: {
                    "application/problem+json": components["schemas"]["Problem"];
                };
            };
            /** @description Default Response */
            200: {
                headers: {
                    [name: string]: unknown;
                };
                content: {
                    "application/json": {
                        /** @enum {string} */
                        status: "ready";
                    };
                };
            };
        };
    };
    listContracts: {
        parameters: {
            query?: never;
            header?: never;
            path?: never;
            cookie?: never;
        };
        requestBody?: never;
        responses: {
            /** @description The request cannot be done; `code` and `detail` say why: `invalid_request`, `unauthorized`, `forbidden`, `cross_site_request`, `unknown_field`. */
            "4XX": {
                headers: {
                    [name: string]: unknown;
                };
                content: {
                    "application/problem+json": components["schemas"]["Problem"];
                };
            };
            /** @description Tabellary cannot do it now; repeat the request: `internal`, `unavailable`. */
            "5XX": {
                headers: {
                    [name: string]: unknown;
                };
                content: {
                    "application/problem+json": components["schemas"]["Problem"];
                };
            };
            /** @description Default Response */
            200: {
                headers: {
                    [name: string]: unknown;
                };
                content: {
                    "application/json": {
                        contracts: {
                            /** @enum {string} */
                            after_last: "failed" | "dead_letter";
                            description: string;
                            honours_retry_after: boolean;
                            is_jittered: boolean;
                            name: string;
                            /** @enum {string} */
                            ordering: "none" | "webhook" | "key";
                            /** @description Seconds before attempt 1, 2, … */
                            retry_schedule: number[];
                            signature_headers: string[];
                            timeout_ms: number;
                            title: string;
                        }[];
                        next_cursor: null;
                    };
                };
            };
        };
    };
    listDeliveries: {
        parameters: {
            query?: {
                /** @description The `next_cursor` of the page before. */
                cursor?: string;
                event_type?: string;
                /** @description RFC 3339: made at this time or later. */
                from?: string;
                /** @description How many at most. */
                limit?: number;
                /** @description For an admin key: the site to act on. Left out, the site `default`. */
                site_id?: string;
                /** @description `held`: its webhook is inactive. `cancelling`: an attempt is under way, after which it ends. */
                status?: "pending" | "held" | "cancelling" | "success" | "failed" | "cancelled";
                /** @description RFC 3339: made before this time. */
                to?: string;
                webhook_id?: string;
            };
            header?: never;
            path?: never;
            cookie?: never;
        };
        requestBody?: never;
        responses: {
            /** @description The request cannot be done; `code` and `detail` say why: `unauthorized`, `forbidden`, `cross_site_request`, `not_found`. */
            "4XX": {
                headers: {
                    [name: string]: unknown;
                };
                content: {
                    "application/problem+json": components["schemas"]["Problem"];
                };
            };
            /** @description Tabellary cannot do it now; repeat the request: `internal`, `unavailable`. */
            "5XX": {
                headers: {
                    [name: string]: unknown;
                };
                content: {
                    "application/problem+json": components["schemas"]["Problem"];
                };
            };
            /** @description Default Response */
            200: {
                headers: {
                    [name: string]: unknown;
                };
                content: {
                    "application/json": {
                        deliveries: components["schemas"]["Delivery"][];
                        /** @description Pass as `cursor` to go on. Null at the end. A page may be short and still have one. */
                        next_cursor: string | null;
                    };
                };
            };
            /** @description It cannot be done: `invalid_request`, `unknown_field`, `invalid_cursor`, `invalid_id`. */
            400: {
                headers: {
                    [name: string]: unknown;
                };
                content: {
                    "application/problem+json": components["schemas"]["Problem"];
                };
            };
        };
    };
    getDelivery: {
        parameters: {
            query?: {
                /** @description For an admin key: the site to act on. Left out, the site `default`. */
                site_id?: string;
            };
            header?: never;
            path: {
                id: string;
            };
            cookie?: never;
        };
        requestBody?: never;
        responses: {
            /** @description The request cannot be done; `code` and `detail` say why: `invalid_request`, `unauthorized`, `forbidden`, `cross_site_request`, `unknown_field`, `invalid_id`, `not_found`. */
            "4XX": {
                headers: {
                    [name: string]: unknown;
                };
                content: {
                    "application/problem+json": components["schemas"]["Problem"];
                };
            };
            /** @description Tabellary cannot do it now; repeat the request: `internal`, `unavailable`. */
            "5XX": {
                headers: {
                    [name: string]: unknown;
                };
                content: {
                    "application/problem+json": components["schemas"]["Problem"];
                };
            };
            /** @description Default Response */
            200: {
                headers: {
                    [name: string]: unknown;
                };
                content: {
                    "application/json": components["schemas"]["DeliveryDetail"];
                };
            };
        };
    };
    cancelDelivery: {
        parameters: {
            query?: {
                /** @description For an admin key: the site to act on. Left out, the site `default`. */
                site_id?: string;
            };
            header?: never;
            path: {
                id: string;
            };
            cookie?: never;
        };
        requestBody?: never;
        responses: {
            /** @description The request cannot be done; `code` and `detail` say why: `invalid_request`, `unauthorized`, `forbidden`, `cross_site_request`, `invalid_json`, `unsupported_media_type`, `payload_too_large`, `unknown_field`, `too_deep`, `unsafe_number`, `unsafe_string`, `invalid_id`, `not_found`. */
            "4XX": {
                headers: {
                    [name: string]: unknown;
                };
                content: {
                    "application/problem+json": components["schemas"]["Problem"];
                };
            };
            /** @description Tabellary cannot do it now; repeat the request: `internal`, `unavailable`. */
            "5XX": {
                headers: {
                    [name: string]: unknown;
                };
                content: {
                    "application/problem+json": components["schemas"]["Problem"];
                };
            };
            /** @description Default Response */
            200: {
                headers: {
                    [name: string]: unknown;
                };
                content: {
                    "application/json": {
                        id: string;
                        /**
                         * @description `held`: its webhook is inactive. `cancelling`: an attempt is under way, after which it ends.
                         * @enum {string}
                         */
                        status: "pending" | "held" | "cancelling" | "success" | "failed" | "cancelled";
                    };
                };
            };
            /** @description It cannot be done: `conflict`. */
            409: {
                headers: {
                    [name: string]: unknown;
                };
                content: {
                    "application/problem+json": components["schemas"]["Problem"];
                };
            };
        };
    };
    getDeliveryRequest: {
        parameters: {
            query?: {
                /** @description Its number. Left out, the last one. */
                attempt?: number;
                /** @description For an admin key: the site to act on. Left out, the site `default`. */
                site_id?: string;
            };
            header?: never;
            path: {
                id: string;
            };
            cookie?: never;
        };
        requestBody?: never;
        responses: {
            /** @description The request cannot be done; `code` and `detail` say why: `invalid_request`, `unauthorized`, `forbidden`, `cross_site_request`, `unknown_field`, `invalid_id`, `not_found`. */
            "4XX": {
                headers: {
                    [name: string]: unknown;
                };
                content: {
                    "application/problem+json": components["schemas"]["Problem"];
                };
            };
            /** @description Tabellary cannot do it now; repeat the request: `internal`, `unavailable`. */
            "5XX": {
                headers: {
                    [name: string]: unknown;
                };
                content: {
                    "application/problem+json": components["schemas"]["Problem"];
                };
            };
            /** @description Default Response */
            200: {
                headers: {
                    [name: string]: unknown;
                };
                content: {
                    "application/json": {
                        /** @description Null: none was made yet, and nothing is signed. */
                        attempt: number | null;
                        /** @description To the byte. The same at every attempt. */
                        body: string;
                        /** @enum {string} */
                        body_encoding: "utf-8" | "base64";
                        /** @description As they were sent; values that may be credentials are shown as ***. */
                        headers: {
                            [key: string]: string;
                        };
                        method: string;
                        url: string;
                    };
                };
            };
        };
    };
    retryDelivery: {
        parameters: {
            query?: {
                /** @description For an admin key: the site to act on. Left out, the site `default`. */
                site_id?: string;
            };
            header?: never;
            path: {
                id: string;
            };
            cookie?: never;
        };
        requestBody?: never;
        responses: {
            /** @description The request cannot be done; `code` and `detail` say why: `invalid_request`, `unauthorized`, `forbidden`, `cross_site_request`, `invalid_json`, `unsupported_media_type`, `payload_too_large`, `unknown_field`, `too_deep`, `unsafe_number`, `unsafe_string`, `invalid_id`, `not_found`. */
            "4XX": {
                headers: {
                    [name: string]: unknown;
                };
                content: {
                    "application/problem+json": components["schemas"]["Problem"];
                };
            };
            /** @description Tabellary cannot do it now; repeat the request: `internal`, `unavailable`. */
            "5XX": {
                headers: {
                    [name: string]: unknown;
                };
                content: {
                    "application/problem+json": components["schemas"]["Problem"];
                };
            };
            /** @description Default Response */
            202: {
                headers: {
                    [name: string]: unknown;
                };
                content: {
                    "application/json": {
                        id: string;
                        /**
                         * @description `held`: its webhook is inactive. `cancelling`: an attempt is under way, after which it ends.
                         * @enum {string}
                         */
                        status: "pending" | "held" | "cancelling" | "success" | "failed" | "cancelled";
                    };
                };
            };
            /** @description It cannot be done: `conflict`. */
            409: {
                headers: {
                    [name: string]: unknown;
                };
                content: {
                    "application/problem+json": components["schemas"]["Problem"];
                };
            };
        };
    };
    listEventTypes: {
        parameters: {
            query?: {
                /** @description The `next_cursor` of the page before. */
                cursor?: string;
                /** @description How many at most. */
                limit?: number;
                /** @description For an admin key: the site to act on. Left out, the site `default`. */
                site_id?: string;
            };
            header?: never;
            path?: never;
            cookie?: never;
        };
        requestBody?: never;
        responses: {
            /** @description The request cannot be done; `code` and `detail` say why: `invalid_request`, `unauthorized`, `forbidden`, `cross_site_request`, `unknown_field`, `invalid_cursor`, `not_found`. */
            "4XX": {
                headers: {
                    [name: string]: unknown;
                };
                content: {
                    "application/problem+json": components["schemas"]["Problem"];
                };
            };
            /** @description Tabellary cannot do it now; repeat the request: `internal`, `unavailable`. */
            "5XX": {
                headers: {
                    [name: string]: unknown;
                };
                content: {
                    "application/problem+json": components["schemas"]["Problem"];
                };
            };
            /** @description Default Response */
            200: {
                headers: {
                    [name: string]: unknown;
                };
                content: {
                    "application/json": {
                        event_types: {
                            /**
                             * Format: date-time
                             * @description ISO 8601, UTC.
                             */
                            created_at: string;
                            description: string | null;
                            name: string;
                            /** @description JSON Schema, draft 2020-12, at most 64 KiB, that refers to no other document. Patterns are RE2's. */
                            schema: Record<string, never> | null;
                        }[];
                        /** @description Pass as `cursor` to go on. Null at the end. A page may be short and still have one. */
                        next_cursor: string | null;
                    };
                };
            };
        };
    };
    getEventType: {
        parameters: {
            query?: {
                /** @description For an admin key: the site to act on. Left out, the site `default`. */
                site_id?: string;
            };
            header?: never;
            path: {
                name: string;
            };
            cookie?: never;
        };
        requestBody?: never;
        responses: {
            /** @description The request cannot be done; `code` and `detail` say why: `invalid_request`, `unauthorized`, `forbidden`, `cross_site_request`, `unknown_field`, `not_found`. */
            "4XX": {
                headers: {
                    [name: string]: unknown;
                };
                content: {
                    "application/problem+json": components["schemas"]["Problem"];
                };
            };
            /** @description Tabellary cannot do it now; repeat the request: `internal`, `unavailable`. */
            "5XX": {
                headers: {
                    [name: string]: unknown;
                };
                content: {
                    "application/problem+json": components["schemas"]["Problem"];
                };
            };
            /** @description Default Response */
            200: {
                headers: {
                    [name: string]: unknown;
                };
                content: {
                    "application/json": {
                        /**
                         * Format: date-time
                         * @description ISO 8601, UTC.
                         */
                        created_at: string;
                        description: string | null;
                        name: string;
                        /** @description JSON Schema, draft 2020-12, at most 64 KiB, that refers to no other document. Patterns are RE2's. */
                        schema: Record<string, never> | null;
                    };
                };
            };
        };
    };
    putEventType: {
        parameters: {
            query?: {
                /** @description For an admin key: the site to act on. Left out, the site `default`. */
                site_id?: string;
            };
            header?: never;
            path: {
                name: string;
            };
            cookie?: never;
        };
        requestBody: {
            content: {
                "application/json": {
                    description?: string | null;
                    /** @description JSON Schema, draft 2020-12, at most 64 KiB, that refers to no other document. Patterns are RE2's. */
                    schema?: Record<string, never> | null;
                };
            };
        };
        responses: {
            /** @description The request cannot be done; `code` and `detail` say why: `invalid_request`, `unauthorized`, `forbidden`, `cross_site_request`, `invalid_json`, `unsupported_media_type`, `payload_too_large`, `unknown_field`, `not_found`. */
            "4XX": {
                headers: {
                    [name: string]: unknown;
                };
                content: {
                    "application/problem+json": components["schemas"]["Problem"];
                };
            };
            /** @description Tabellary cannot do it now; repeat the request: `internal`, `unavailable`. */
            "5XX": {
                headers: {
                    [name: string]: unknown;
                };
                content: {
                    "application/problem+json": components["schemas"]["Problem"];
                };
            };
            /** @description Default Response */
            200: {
                headers: {
                    [name: string]: unknown;
                };
                content: {
                    "application/json": {
                        /**
                         * Format: date-time
                         * @description ISO 8601, UTC.
                         */
                        created_at: string;
                        description: string | null;
                        name: string;
                        /** @description JSON Schema, draft 2020-12, at most 64 KiB, that refers to no other document. Patterns are RE2's. */
                        schema: Record<string, never> | null;
                    };
                };
            };
            /** @description Default Response */
            201: {
                headers: {
                    [name: string]: unknown;
                };
                content: {
                    "application/json": {
                        /**
                         * Format: date-time
                         * @description ISO 8601, UTC.
                         */
                        created_at: string;
                        description: string | null;
                        name: string;
                        /** @description JSON Schema, draft 2020-12, at most 64 KiB, that refers to no other document. Patterns are RE2's. */
                        schema: Record<string, never> | null;
                    };
                };
            };
            /** @description It cannot be done: `too_deep`, `unsafe_number`, `unsafe_string`, `schema_violation`. */
            422: {
                headers: {
                    [name: string]: unknown;
                };
                content: {
                    "application/problem+json": components["schemas"]["Problem"];
                };
            };
        };
    };
    deleteEventType: {
        parameters: {
            query?: {
                /** @description For an admin key: the site to act on. Left out, the site `default`. */
                site_id?: string;
            };
            header?: never;
            path: {
                name: string;
            };
            cookie?: never;
        };
        requestBody?: never;
        responses: {
            /** @description The request cannot be done; `code` and `detail` say why: `invalid_request`, `unauthorized`, `forbidden`, `cross_site_request`, `invalid_json`, `unsupported_media_type`, `payload_too_large`, `unknown_field`, `too_deep`, `unsafe_number`, `unsafe_string`, `not_found`. */
            "4XX": {
                headers: {
                    [name: string]: unknown;
                };
                content: {
                    "application/problem+json": components["schemas"]["Problem"];
                };
            };
            /** @description Tabellary cannot do it now; repeat the request: `internal`, `unavailable`. */
            "5XX": {
                headers: {
                    [name: string]: unknown;
                };
                content: {
                    "application/problem+json": components["schemas"]["Problem"];
                };
            };
            /** @description No body. */
            204: {
                headers: {
                    [name: string]: unknown;
                };
                content?: never;
            };
        };
    };
    tryEventType: {
        parameters: {
            query?: {
                /** @description For an admin key: the site to act on. Left out, the site `default`. */
                site_id?: string;
            };
            header?: never;
            path?: never;
            cookie?: never;
        };
        requestBody: {
            content: {
                "application/json": {
                    /** @description An event's data as it might come. Left out: the schema alone is looked at. */
                    data?: Record<string, never> | null;
                    /** @description JSON Schema, draft 2020-12, at most 64 KiB, that refers to no other document. Patterns are RE2's. */
                    schema: Record<string, never>;
                };
            };
        };
        responses: {
            /** @description The request cannot be done; `code` and `detail` say why: `invalid_request`, `unauthorized`, `forbidden`, `cross_site_request`, `invalid_json`, `unsupported_media_type`, `payload_too_large`, `unknown_field`, `not_found`. */
            "4XX": {
                headers: {
                    [name: string]: unknown;
                };
                content: {
                    "application/problem+json": components["schemas"]["Problem"];
                };
            };
            /** @description Tabellary cannot do it now; repeat the request: `internal`, `unavailable`. */
            "5XX": {
                headers: {
                    [name: string]: unknown;
                };
                content: {
                    "application/problem+json": components["schemas"]["Problem"];
                };
            };
            /** @description Default Response */
            200: {
                headers: {
                    [name: string]: unknown;
                };
                content: {
                    "application/json": {
                        /** @description What is wrong with `/data`, as its sender would be told. None: an event like this would be taken. */
                        errors: {
                            message: string;
                            path: string;
                        }[];
                        is_valid: boolean;
                    };
                };
            };
            /** @description It cannot be done: `too_deep`, `unsafe_number`, `unsafe_string`, `schema_violation`. */
            422: {
                headers: {
                    [name: string]: unknown;
                };
                content: {
                    "application/problem+json": components["schemas"]["Problem"];
                };
            };
        };
    };
    listEvents: {
        parameters: {
            query?: {
                /** @description The `next_cursor` of the page before. */
                cursor?: string;
                external_id?: string;
                /** @description RFC 3339: made at this time or later. */
                from?: string;
                /** @description How many at most. */
                limit?: number;
                /** @description For an admin key: the site to act on. Left out, the site `default`. */
                site_id?: string;
                /** @description RFC 3339: made before this time. */
                to?: string;
                type?: string;
            };
            header?: never;
            path?: never;
            cookie?: never;
        };
        requestBody?: never;
        responses: {
            /** @description The request cannot be done; `code` and `detail` say why: `invalid_request`, `unauthorized`, `forbidden`, `cross_site_request`, `unknown_field`, `invalid_cursor`, `not_found`. */
            "4XX": {
                headers: {
                    [name: string]: unknown;
                };
                content: {
                    "application/problem+json": components["schemas"]["Problem"];
                };
            };
            /** @description Tabellary cannot do it now; repeat the request: `internal`, `unavailable`. */
            "5XX": {
                headers: {
                    [name: string]: unknown;
                };
                content: {
                    "application/problem+json": components["schemas"]["Problem"];
                };
            };
            /** @description Default Response */
            200: {
                headers: {
                    [name: string]: unknown;
                };
                content: {
                    "application/json": {
                        events: components["schemas"]["Event"][];
                        /** @description Pass as `cursor` to go on. Null at the end. A page may be short and still have one. */
                        next_cursor: string | null;
                    };
                };
            };
        };
    };
    sendEvent: {
        parameters: {
            query?: {
                /** @description For an admin key: the site to act on. Left out, the site `default`. */
                site_id?: string;
            };
            header?: {
                /** @description The same key gives the same answer for 24 hours; another body under it gives 409. */
                "idempotency-key"?: string;
            };
            path?: never;
            cookie?: never;
        };
        requestBody: {
            content: {
                "application/json": {
                    /** @description A JSON object. */
                    data: Record<string, never>;
                    /** @description Your own id; unique within the site. */
                    external_id?: string;
                    /** @description RFC 3339: when it happened, if not now. */
                    occurred_at?: string;
                    /** @description For webhooks with `ordering: key`. */
                    ordering_key?: string;
                    /** @description For an admin key: the site to act on. Left out, the site `default`. */
                    site_id?: string;
                    /** @description 1 to 128 of A-Z, a-z, 0-9, dot, hyphen, underscore: `comment.created`. */
                    type: string;
                };
            };
        };
        responses: {
            /** @description The request cannot be done; `code` and `detail` say why: `invalid_request`, `unauthorized`, `forbidden`, `cross_site_request`, `invalid_json`, `unsupported_media_type`, `payload_too_large`, `unknown_field`, `not_found`. */
            "4XX": {
                headers: {
                    [name: string]: unknown;
                };
                content: {
                    "application/problem+json": components["schemas"]["Problem"];
                };
            };
            /** @description Tabellary cannot do it now; repeat the request: `internal`, `unavailable`. */
            "5XX": {
                headers: {
                    [name: string]: unknown;
                };
                content: {
                    "application/problem+json": components["schemas"]["Problem"];
                };
            };
            /** @description Default Response */
            202: {
                headers: {
                    [name: string]: unknown;
                };
                content: {
                    "application/json": {
                        /**
                         * Format: date-time
                         * @description ISO 8601, UTC.
                         */
                        created_at: string;
                        /** @description How many webhooks it is owed to. */
                        deliveries: number;
                        id: string;
                        type: string;
                    };
                };
            };
            /** @description It cannot be done: `idempotency_key_reused`, `external_id_taken`. */
            409: {
                headers: {
                    [name: string]: unknown;
                };
                content: {
                    "application/problem+json": components["schemas"]["Problem"];
                };
            };
            /** @description It cannot be done: `too_deep`, `unsafe_number`, `unsafe_string`, `schema_violation`. */
            422: {
                headers: {
                    [name: string]: unknown;
                };
                content: {
                    "application/problem+json": components["schemas"]["Problem"];
                };
            };
            /** @description It cannot be done: `overloaded`. */
            429: {
                headers: {
                    [name: string]: unknown;
                };
                content: {
                    "application/problem+json": components["schemas"]["Problem"];
                };
            };
        };
    };
    getEvent: {
        parameters: {
            query?: {
                /** @description For an admin key: the site to act on. Left out, the site `default`. */
                site_id?: string;
            };
            header?: never;
            path: {
                id: string;
            };
            cookie?: never;
        };
        requestBody?: never;
        responses: {
            /** @description The request cannot be done; `code` and `detail` say why: `invalid_request`, `unauthorized`, `forbidden`, `cross_site_request`, `unknown_field`, `invalid_id`, `not_found`. */
            "4XX": {
                headers: {
                    [name: string]: unknown;
                };
                content: {
                    "application/problem+json": components["schemas"]["Problem"];
                };
            };
            /** @description Tabellary cannot do it now; repeat the request: `internal`, `unavailable`. */
            "5XX": {
                headers: {
                    [name: string]: unknown;
                };
                content: {
                    "application/problem+json": components["schemas"]["Problem"];
                };
            };
            /** @description Default Response */
            200: {
                headers: {
                    [name: string]: unknown;
                };
                content: {
                    "application/json": components["schemas"]["EventDetail"];
                };
            };
        };
    };
    sendEvents: {
        parameters: {
            query?: {
                /** @description For an admin key: the site to act on. Left out, the site `default`. */
                site_id?: string;
            };
            header?: {
                /** @description The same key gives the same answer for 24 hours; another body under it gives 409. */
                "idempotency-key"?: string;
            };
            path?: never;
            cookie?: never;
        };
        requestBody: {
            content: {
                "application/json": {
                    events: {
                        /** @description A JSON object. */
                        data: Record<string, never>;
                        /** @description Your own id; unique within the site. */
                        external_id?: string;
                        /** @description RFC 3339: when it happened, if not now. */
                        occurred_at?: string;
                        /** @description For webhooks with `ordering: key`. */
                        ordering_key?: string;
                        /** @description 1 to 128 of A-Z, a-z, 0-9, dot, hyphen, underscore: `comment.created`. */
                        type: string;
                    }[];
                    /** @description For an admin key: the site to act on. Left out, the site `default`. */
                    site_id?: string;
                };
            };
        };
        responses: {
            /** @description The request cannot be done; `code` and `detail` say why: `invalid_request`, `unauthorized`, `forbidden`, `cross_site_request`, `invalid_json`, `unsupported_media_type`, `payload_too_large`, `unknown_field`, `not_found`. */
            "4XX": {
                headers: {
                    [name: string]: unknown;
                };
                content: {
                    "application/problem+json": components["schemas"]["Problem"];
                };
            };
            /** @description Tabellary cannot do it now; repeat the request: `internal`, `unavailable`. */
            "5XX": {
                headers: {
                    [name: string]: unknown;
                };
                content: {
                    "application/problem+json": components["schemas"]["Problem"];
                };
            };
            /** @description Default Response */
            202: {
                headers: {
                    [name: string]: unknown;
                };
                content: {
                    "application/json": {
                        events: {
                            /**
                             * Format: date-time
                             * @description ISO 8601, UTC.
                             */
                            created_at: string;
                            /** @description How many webhooks it is owed to. */
                            deliveries: number;
                            id: string;
                            type: string;
                        }[];
                    };
                };
            };
            /** @description It cannot be done: `idempotency_key_reused`, `external_id_taken`. */
            409: {
                headers: {
                    [name: string]: unknown;
                };
                content: {
                    "application/problem+json": components["schemas"]["Problem"];
                };
            };
            /** @description It cannot be done: `too_deep`, `unsafe_number`, `unsafe_string`, `schema_violation`. */
            422: {
                headers: {
                    [name: string]: unknown;
                };
                content: {
                    "application/problem+json": components["schemas"]["Problem"];
                };
            };
            /** @description It cannot be done: `overloaded`. */
            429: {
                headers: {
                    [name: string]: unknown;
                };
                content: {
                    "application/problem+json": components["schemas"]["Problem"];
                };
            };
        };
    };
    find: {
        parameters: {
            query: {
                id: string;
                /** @description For an admin key: the site to act on. Left out, the site `default`. */
                site_id?: string;
            };
            header?: never;
            path?: never;
            cookie?: never;
        };
        requestBody?: never;
        responses: {
            /** @description The request cannot be done; `code` and `detail` say why: `invalid_request`, `unauthorized`, `forbidden`, `cross_site_request`, `unknown_field`, `not_found`. */
            "4XX": {
                headers: {
                    [name: string]: unknown;
                };
                content: {
                    "application/problem+json": components["schemas"]["Problem"];
                };
            };
            /** @description Tabellary cannot do it now; repeat the request: `internal`, `unavailable`. */
            "5XX": {
                headers: {
                    [name: string]: unknown;
                };
                content: {
                    "application/problem+json": components["schemas"]["Problem"];
                };
            };
            /** @description Default Response */
            200: {
                headers: {
                    [name: string]: unknown;
                };
                content: {
                    "application/json": {
                        /** @description It is there in this site, and the key may see it. */
                        exists: boolean;
                        id: string;
                        /**
                         * @description What such an id stands for; null where it is none.
                         * @enum {string|null}
                         */
                        kind: "event" | "delivery" | "webhook" | "source" | "message" | "media" | "job" | null;
                        /** @description Of a delivery its event's id, of a message its source's, of a job its media's. */
                        within: string | null;
                    };
                };
            };
        };
    };
    getJob: {
        parameters: {
            query?: {
                /** @description For an admin key: the site to act on. Left out, the site `default`. */
                site_id?: string;
            };
            header?: never;
            path: {
                id: string;
            };
            cookie?: never;
        };
        requestBody?: never;
        responses: {
            /** @description The request cannot be done; `code` and `detail` say why: `invalid_request`, `unauthorized`, `forbidden`, `cross_site_request`, `unknown_field`, `invalid_id`, `not_found`. */
            "4XX": {
                headers: {
                    [name: string]: unknown;
                };
                content: {
                    "application/problem+json": components["schemas"]["Problem"];
                };
            };
            /** @description Tabellary cannot do it now; repeat the request: `internal`, `unavailable`. */
            "5XX": {
                headers: {
                    [name: string]: unknown;
                };
                content: {
                    "application/problem+json": components["schemas"]["Problem"];
                };
            };
            /** @description Default Response */
            200: {
                headers: {
                    [name: string]: unknown;
                };
                content: {
                    "application/json": components["schemas"]["Job"];
                };
            };
        };
    };
    listJobDeliveries: {
        parameters: {
            query?: {
                /** @description For an admin key: the site to act on. Left out, the site `default`. */
                site_id?: string;
            };
            header?: never;
            path: {
                id: string;
            };
            cookie?: never;
        };
        requestBody?: never;
        responses: {
            /** @description The request cannot be done; `code` and `detail` say why: `invalid_request`, `unauthorized`, `forbidden`, `cross_site_request`, `unknown_field`, `invalid_id`, `not_found`. */
            "4XX": {
                headers: {
                    [name: string]: unknown;
                };
                content: {
                    "application/problem+json": components["schemas"]["Problem"];
                };
            };
            /** @description Tabellary cannot do it now; repeat the request: `internal`, `unavailable`. */
            "5XX": {
                headers: {
                    [name: string]: unknown;
                };
                content: {
                    "application/problem+json": components["schemas"]["Problem"];
                };
            };
            /** @description Default Response */
            200: {
                headers: {
                    [name: string]: unknown;
                };
                content: {
                    "application/json": {
                        deliveries: components["schemas"]["DeliveryDetail"][];
                    };
                };
            };
        };
    };
    followJob: {
        parameters: {
            query?: {
                /** @description For an admin key: the site to act on. Left out, the site `default`. */
                site_id?: string;
            };
            header?: never;
            path: {
                id: string;
            };
            cookie?: never;
        };
        requestBody?: never;
        responses: {
            /** @description The request cannot be done; `code` and `detail` say why: `invalid_request`, `unauthorized`, `forbidden`, `cross_site_request`, `unknown_field`, `invalid_id`, `not_found`. */
            "4XX": {
                headers: {
                    [name: string]: unknown;
                };
                content: {
                    "application/problem+json": components["schemas"]["Problem"];
                };
            };
            /** @description Tabellary cannot do it now; repeat the request: `internal`, `unavailable`. */
            "5XX": {
                headers: {
                    [name: string]: unknown;
                };
                content: {
                    "application/problem+json": components["schemas"]["Problem"];
                };
            };
            /** @description Default Response */
            200: {
                headers: {
                    [name: string]: unknown;
                };
                content: {
                    "text/event-stream": string;
                };
            };
            /** @description It cannot be done: `overloaded`. */
            429: {
                headers: {
                    [name: string]: unknown;
                };
                content: {
                    "application/problem+json": components["schemas"]["Problem"];
                };
            };
        };
    };
    listJobs: {
        parameters: {
            query?: {
                /** @description The `next_cursor` of the page before. */
                cursor?: string;
                /** @description RFC 3339: made at this time or later. */
                from?: string;
                /** @description How many at most. */
                limit?: number;
                /** @description For an admin key: the site to act on. Left out, the site `default`. */
                site_id?: string;
                status?: "queued" | "processing" | "completed" | "failed";
                /** @description RFC 3339: made before this time. */
                to?: string;
            };
            header?: never;
            path?: never;
            cookie?: never;
        };
        requestBody?: never;
        responses: {
            /** @description The request cannot be done; `code` and `detail` say why: `invalid_request`, `unauthorized`, `forbidden`, `cross_site_request`, `unknown_field`, `invalid_cursor`, `not_found`. */
            "4XX": {
                headers: {
                    [name: string]: unknown;
                };
                content: {
                    "application/problem+json": components["schemas"]["Problem"];
                };
            };
            /** @description Tabellary cannot do it now; repeat the request: `internal`, `unavailable`. */
            "5XX": {
                headers: {
                    [name: string]: unknown;
                };
                content: {
                    "application/problem+json": components["schemas"]["Problem"];
                };
            };
            /** @description Default Response */
            200: {
                headers: {
                    [name: string]: unknown;
                };
                content: {
                    "application/json": {
                        jobs: components["schemas"]["Job"][];
                        /** @description Pass as `cursor` to go on. Null at the end. A page may be short and still have one. */
                        next_cursor: string | null;
                    };
                };
            };
        };
    };
    listKeys: {
        parameters: {
            query?: {
                /** @description The `next_cursor` of the page before. */
                cursor?: string;
                /** @description How many at most. */
                limit?: number;
                /** @description For an admin key: the site to act on. Left out, the site `default`. */
                site_id?: string;
            };
            header?: never;
            path?: never;
            cookie?: never;
        };
        requestBody?: never;
        responses: {
            /** @description The request cannot be done; `code` and `detail` say why: `invalid_request`, `unauthorized`, `forbidden`, `cross_site_request`, `unknown_field`, `invalid_cursor`, `not_found`. */
            "4XX": {
                headers: {
                    [name: string]: unknown;
                };
                content: {
                    "application/problem+json": components["schemas"]["Problem"];
                };
            };
            /** @description Tabellary cannot do it now; repeat the request: `internal`, `unavailable`. */
            "5XX": {
                headers: {
                    [name: string]: unknown;
                };
                content: {
                    "application/problem+json": components["schemas"]["Problem"];
                };
            };
            /** @description Default Response */
            200: {
                headers: {
                    [name: string]: unknown;
                };
                content: {
                    "application/json": {
                        keys: {
                            admin: boolean;
                            /**
                             * Format: date-time
                             * @description ISO 8601, UTC.
                             */
                            created_at: string;
                            /** @description How its token begins. */
                            hint: string;
                            id: string;
                            name: string;
                            scopes: string[];
                            site_id: string | null;
                        }[];
                        /** @description Pass as `cursor` to go on. Null at the end. A page may be short and still have one. */
                        next_cursor: string | null;
                    };
                };
            };
        };
    };
    createKey: {
        parameters: {
            query?: {
                /** @description For an admin key: the site to act on. Left out, the site `default`. */
                site_id?: string;
            };
            header?: never;
            path?: never;
            cookie?: never;
        };
        requestBody: {
            content: {
                "application/json": {
                    /** @description May do everything on every site; takes no site and no scopes. */
                    admin?: boolean;
                    name: string;
                    /** @description Left out: all of them. */
                    scopes?: ("events:read" | "events:write" | "event-types:read" | "event-types:write" | "webhooks:read" | "webhooks:write" | "deliveries:read" | "deliveries:write" | "sources:read" | "sources:write" | "moderation:read" | "moderation:write" | "reviews:write")[];
                    /** @description For an admin key: the site to act on. Left out, the site `default`. */
                    site_id?: string;
                };
            };
        };
        responses: {
            /** @description The request cannot be done; `code` and `detail` say why: `invalid_request`, `unauthorized`, `forbidden`, `cross_site_request`, `invalid_json`, `unsupported_media_type`, `payload_too_large`, `unknown_field`, `too_deep`, `unsafe_number`, `unsafe_string`, `not_found`. */
            "4XX": {
                headers: {
                    [name: string]: unknown;
                };
                content: {
                    "application/problem+json": components["schemas"]["Problem"];
                };
            };
            /** @description Tabellary cannot do it now; repeat the request: `internal`, `unavailable`. */
            "5XX": {
                headers: {
                    [name: string]: unknown;
                };
                content: {
                    "application/problem+json": components["schemas"]["Problem"];
                };
            };
            /** @description Default Response */
            201: {
                headers: {
                    [name: string]: unknown;
                };
                content: {
                    "application/json": {
                        admin: boolean;
                        /**
                         * Format: date-time
                         * @description ISO 8601, UTC.
                         */
                        created_at: string;
                        /** @description How its token begins. */
                        hint: string;
                        id: string;
                        name: string;
                        scopes: string[];
                        site_id: string | null;
                        /** @description Shown here and never again. */
                        token: string;
                    };
                };
            };
            /** @description It cannot be done: `conflict`. */
            409: {
                headers: {
                    [name: string]: unknown;
                };
                content: {
                    "application/problem+json": components["schemas"]["Problem"];
                };
            };
        };
    };
    deleteKey: {
        parameters: {
            query?: never;
            header?: never;
            path: {
                id: string;
            };
            cookie?: never;
        };
        requestBody?: never;
        responses: {
            /** @description The request cannot be done; `code` and `detail` say why: `invalid_request`, `unauthorized`, `forbidden`, `cross_site_request`, `invalid_json`, `unsupported_media_type`, `payload_too_large`, `unknown_field`, `too_deep`, `unsafe_number`, `unsafe_string`, `invalid_id`, `not_found`. */
            "4XX": {
                headers: {
                    [name: string]: unknown;
                };
                content: {
                    "application/problem+json": components["schemas"]["Problem"];
                };
            };
            /** @description Tabellary cannot do it now; repeat the request: `internal`, `unavailable`. */
            "5XX": {
                headers: {
                    [name: string]: unknown;
                };
                content: {
                    "application/problem+json": components["schemas"]["Problem"];
                };
            };
            /** @description No body. */
            204: {
                headers: {
                    [name: string]: unknown;
                };
                content?: never;
            };
        };
    };
    listMedia: {
        parameters: {
            query?: {
                /** @description The newest of your own id. */
                app_media_id?: string;
                /** @description The `next_cursor` of the page before. */
                cursor?: string;
                /** @description RFC 3339: made at this time or later. */
                from?: string;
                /** @description How many at most. */
                limit?: number;
                platform?: string;
                /** @description For an admin key: the site to act on. Left out, the site `default`. */
                site_id?: string;
                status?: "pending" | "approved" | "rejected" | "flagged";
                /** @description RFC 3339: made before this time. */
                to?: string;
            };
            header?: never;
            path?: never;
            cookie?: never;
        };
        requestBody?: never;
        responses: {
            /** @description The request cannot be done; `code` and `detail` say why: `invalid_request`, `unauthorized`, `forbidden`, `cross_site_request`, `unknown_field`, `invalid_cursor`, `not_found`. */
            "4XX": {
                headers: {
                    [name: string]: unknown;
                };
                content: {
                    "application/problem+json": components["schemas"]["Problem"];
                };
            };
            /** @description Tabellary cannot do it now; repeat the request: `internal`, `unavailable`. */
            "5XX": {
                headers: {
                    [name: string]: unknown;
                };
                content: {
                    "application/problem+json": components["schemas"]["Problem"];
                };
            };
            /** @description Default Response */
            200: {
                headers: {
                    [name: string]: unknown;
                };
                content: {
                    "application/json": {
                        media: components["schemas"]["Media"][];
                        /** @description Pass as `cursor` to go on. Null at the end. A page may be short and still have one. */
                        next_cursor: string | null;
                    };
                };
            };
        };
    };
    submitMedia: {
        parameters: {
            query?: {
                /** @description For an admin key: the site to act on. Left out, the site `default`. */
                site_id?: string;
            };
            header?: {
                /** @description The same key gives the same answer for 24 hours; another body under it gives 409. */
                "idempotency-key"?: string;
            };
            path?: never;
            cookie?: never;
        };
        requestBody: {
            content: {
                "application/json": {
                    /** @description Your own id of it. */
                    app_media_id?: string;
                    body?: string;
                    /** @description http or https, where it can be fetched without a key: pictures up to 10 MiB, videos up to 300 MiB. */
                    content_url?: string;
                    /** @description What rules may ask for, at most 10 KiB. */
                    metadata?: Record<string, never>;
                };
            };
        };
        responses: {
            /** @description The request cannot be done; `code` and `detail` say why: `invalid_request`, `unauthorized`, `forbidden`, `cross_site_request`, `invalid_json`, `unsupported_media_type`, `payload_too_large`, `unknown_field`, `not_found`. */
            "4XX": {
                headers: {
                    [name: string]: unknown;
                };
                content: {
                    "application/problem+json": components["schemas"]["Problem"];
                };
            };
            /** @description Tabellary cannot do it now; repeat the request: `internal`, `unavailable`. */
            "5XX": {
                headers: {
                    [name: string]: unknown;
                };
                content: {
                    "application/problem+json": components["schemas"]["Problem"];
                };
            };
            /** @description Default Response */
            202: {
                headers: {
                    [name: string]: unknown;
                };
                content: {
                    "application/json": {
                        id: string;
                        /** @enum {string} */
                        status: "pending";
                    };
                };
            };
            /** @description It cannot be done: `idempotency_key_reused`, `external_id_taken`, `conflict`. */
            409: {
                headers: {
                    [name: string]: unknown;
                };
                content: {
                    "application/problem+json": components["schemas"]["Problem"];
                };
            };
            /** @description It cannot be done: `too_deep`, `unsafe_number`, `unsafe_string`, `url_not_allowed`. */
            422: {
                headers: {
                    [name: string]: unknown;
                };
                content: {
                    "application/problem+json": components["schemas"]["Problem"];
                };
            };
            /** @description It cannot be done: `overloaded`. */
            429: {
                headers: {
                    [name: string]: unknown;
                };
                content: {
                    "application/problem+json": components["schemas"]["Problem"];
                };
            };
        };
    };
    exportMedia: {
        parameters: {
            query?: {
                /** @description RFC 3339: made at this time or later. */
                from?: string;
                platform?: string;
                /** @description For an admin key: the site to act on. Left out, the site `default`. */
                site_id?: string;
                status?: "pending" | "approved" | "rejected" | "flagged";
                /** @description RFC 3339: made before this time. */
                to?: string;
            };
            header?: never;
            path?: never;
            cookie?: never;
        };
        requestBody?: never;
        responses: {
            /** @description The request cannot be done; `code` and `detail` say why: `invalid_request`, `unauthorized`, `forbidden`, `cross_site_request`, `unknown_field`, `not_found`. */
            "4XX": {
                headers: {
                    [name: string]: unknown;
                };
                content: {
                    "application/problem+json": components["schemas"]["Problem"];
                };
            };
            /** @description Tabellary cannot do it now; repeat the request: `internal`, `unavailable`. */
            "5XX": {
                headers: {
                    [name: string]: unknown;
                };
                content: {
                    "application/problem+json": components["schemas"]["Problem"];
                };
            };
            /** @description Default Response */
            200: {
                headers: {
                    [name: string]: unknown;
                };
                content: {
                    "text/csv": string;
                };
            };
        };
    };
    getMedia: {
        parameters: {
            query?: {
                /** @description For an admin key: the site to act on. Left out, the site `default`. */
                site_id?: string;
            };
            header?: never;
            path: {
                id: string;
            };
            cookie?: never;
        };
        requestBody?: never;
        responses: {
            /** @description The request cannot be done; `code` and `detail` say why: `invalid_request`, `unauthorized`, `forbidden`, `cross_site_request`, `unknown_field`, `invalid_id`, `not_found`. */
            "4XX": {
                headers: {
                    [name: string]: unknown;
                };
                content: {
                    "application/problem+json": components["schemas"]["Problem"];
                };
            };
            /** @description Tabellary cannot do it now; repeat the request: `internal`, `unavailable`. */
            "5XX": {
                headers: {
                    [name: string]: unknown;
                };
                content: {
                    "application/problem+json": components["schemas"]["Problem"];
                };
            };
            /** @description Default Response */
            200: {
                headers: {
                    [name: string]: unknown;
                };
                content: {
                    "application/json": components["schemas"]["MediaDetail"];
                };
            };
        };
    };
    readMediaImage: {
        parameters: {
            query?: {
                /** @description Where it has several. */
                number?: number;
                /** @description For an admin key: the site to act on. Left out, the site `default`. */
                site_id?: string;
            };
            header?: never;
            path: {
                id: string;
            };
            cookie?: never;
        };
        requestBody?: never;
        responses: {
            /** @description The request cannot be done; `code` and `detail` say why: `invalid_request`, `unauthorized`, `forbidden`, `cross_site_request`, `unknown_field`, `invalid_id`, `not_found`. */
            "4XX": {
                headers: {
                    [name: string]: unknown;
                };
                content: {
                    "application/problem+json": components["schemas"]["Problem"];
                };
            };
            /** @description Tabellary cannot do it now; repeat the request: `internal`, `unavailable`. */
            "5XX": {
                headers: {
                    [name: string]: unknown;
                };
                content: {
                    "application/problem+json": components["schemas"]["Problem"];
                };
            };
            /** @description Default Response */
            200: {
                headers: {
                    [name: string]: unknown;
                };
                content: {
                    "image/*": string;
                };
            };
            /** @description It cannot be done: `overloaded`. */
            429: {
                headers: {
                    [name: string]: unknown;
                };
                content: {
                    "application/problem+json": components["schemas"]["Problem"];
                };
            };
            /** @description It cannot be done: `media_unavailable`. */
            502: {
                headers: {
                    [name: string]: unknown;
                };
                content: {
                    "application/problem+json": components["schemas"]["Problem"];
                };
            };
        };
    };
    moderateImage: {
        parameters: {
            query?: {
                /** @description For an admin key: the site to act on. Left out, the site `default`. */
                site_id?: string;
            };
            header?: {
                /** @description The same key gives the same answer for 24 hours; another body under it gives 409. */
                "idempotency-key"?: string;
            };
            path?: never;
            cookie?: never;
        };
        requestBody: {
            content: {
                "application/json": {
                    /** @description http or https, where it can be fetched without a key: pictures up to 10 MiB, videos up to 300 MiB. */
                    image_url: string;
                    /** @description `whsec_…`: the job's end is signed with it and sent again until it arrives. Left out: sent once, unsigned. */
                    webhook_secret?: string;
                    /** @description http or https, without credentials or fragment. */
                    webhook_url?: string;
                };
            };
        };
        responses: {
            /** @description The request cannot be done; `code` and `detail` say why: `invalid_request`, `unauthorized`, `forbidden`, `cross_site_request`, `invalid_json`, `unsupported_media_type`, `payload_too_large`, `unknown_field`, `not_found`. */
            "4XX": {
                headers: {
                    [name: string]: unknown;
                };
                content: {
                    "application/problem+json": components["schemas"]["Problem"];
                };
            };
            /** @description Tabellary cannot do it now; repeat the request: `internal`, `unavailable`. */
            "5XX": {
                headers: {
                    [name: string]: unknown;
                };
                content: {
                    "application/problem+json": components["schemas"]["Problem"];
                };
            };
            /** @description Default Response */
            202: {
                headers: {
                    [name: string]: unknown;
                };
                content: {
                    "application/json": {
                        job_id: string;
                        /** @enum {string} */
                        status: "queued";
                    };
                };
            };
            /** @description It cannot be done: `idempotency_key_reused`, `external_id_taken`, `conflict`. */
            409: {
                headers: {
                    [name: string]: unknown;
                };
                content: {
                    "application/problem+json": components["schemas"]["Problem"];
                };
            };
            /** @description It cannot be done: `too_deep`, `unsafe_number`, `unsafe_string`, `url_not_allowed`. */
            422: {
                headers: {
                    [name: string]: unknown;
                };
                content: {
                    "application/problem+json": components["schemas"]["Problem"];
                };
            };
            /** @description It cannot be done: `overloaded`. */
            429: {
                headers: {
                    [name: string]: unknown;
                };
                content: {
                    "application/problem+json": components["schemas"]["Problem"];
                };
            };
        };
    };
    moderatePrompt: {
        parameters: {
            query?: {
                /** @description For an admin key: the site to act on. Left out, the site `default`. */
                site_id?: string;
            };
            header?: {
                /** @description The same key gives the same answer for 24 hours; another body under it gives 409. */
                "idempotency-key"?: string;
            };
            path?: never;
            cookie?: never;
        };
        requestBody: {
            content: {
                "application/json": {
                    prompt: string;
                    /** @description `whsec_…`: the job's end is signed with it and sent again until it arrives. Left out: sent once, unsigned. */
                    webhook_secret?: string;
                    /** @description http or https, without credentials or fragment. */
                    webhook_url?: string;
                };
            };
        };
        responses: {
            /** @description The request cannot be done; `code` and `detail` say why: `invalid_request`, `unauthorized`, `forbidden`, `cross_site_request`, `invalid_json`, `unsupported_media_type`, `payload_too_large`, `unknown_field`, `not_found`. */
            "4XX": {
                headers: {
                    [name: string]: unknown;
                };
                content: {
                    "application/problem+json": components["schemas"]["Problem"];
                };
            };
            /** @description Tabellary cannot do it now; repeat the request: `internal`, `unavailable`. */
            "5XX": {
                headers: {
                    [name: string]: unknown;
                };
                content: {
                    "application/problem+json": components["schemas"]["Problem"];
                };
            };
            /** @description Default Response */
            202: {
                headers: {
                    [name: string]: unknown;
                };
                content: {
                    "application/json": {
                        job_id: string;
                        /** @enum {string} */
                        status: "queued";
                    };
                };
            };
            /** @description It cannot be done: `idempotency_key_reused`, `external_id_taken`, `conflict`. */
            409: {
                headers: {
                    [name: string]: unknown;
                };
                content: {
                    "application/problem+json": components["schemas"]["Problem"];
                };
            };
            /** @description It cannot be done: `too_deep`, `unsafe_number`, `unsafe_string`, `url_not_allowed`. */
            422: {
                headers: {
                    [name: string]: unknown;
                };
                content: {
                    "application/problem+json": components["schemas"]["Problem"];
                };
            };
            /** @description It cannot be done: `overloaded`. */
            429: {
                headers: {
                    [name: string]: unknown;
                };
                content: {
                    "application/problem+json": components["schemas"]["Problem"];
                };
            };
        };
    };
    moderateText: {
        parameters: {
            query?: {
                /** @description For an admin key: the site to act on. Left out, the site `default`. */
                site_id?: string;
            };
            header?: {
                /** @description The same key gives the same answer for 24 hours; another body under it gives 409. */
                "idempotency-key"?: string;
            };
            path?: never;
            cookie?: never;
        };
        requestBody: {
            content: {
                "application/json": {
                    text: string;
                    /** @description `whsec_…`: the job's end is signed with it and sent again until it arrives. Left out: sent once, unsigned. */
                    webhook_secret?: string;
                    /** @description http or https, without credentials or fragment. */
                    webhook_url?: string;
                };
            };
        };
        responses: {
            /** @description The request cannot be done; `code` and `detail` say why: `invalid_request`, `unauthorized`, `forbidden`, `cross_site_request`, `invalid_json`, `unsupported_media_type`, `payload_too_large`, `unknown_field`, `not_found`. */
            "4XX": {
                headers: {
                    [name: string]: unknown;
                };
                content: {
                    "application/problem+json": components["schemas"]["Problem"];
                };
            };
            /** @description Tabellary cannot do it now; repeat the request: `internal`, `unavailable`. */
            "5XX": {
                headers: {
                    [name: string]: unknown;
                };
                content: {
                    "application/problem+json": components["schemas"]["Problem"];
                };
            };
            /** @description Default Response */
            202: {
                headers: {
                    [name: string]: unknown;
                };
                content: {
                    "application/json": {
                        job_id: string;
                        /** @enum {string} */
                        status: "queued";
                    };
                };
            };
            /** @description It cannot be done: `idempotency_key_reused`, `external_id_taken`, `conflict`. */
            409: {
                headers: {
                    [name: string]: unknown;
                };
                content: {
                    "application/problem+json": components["schemas"]["Problem"];
                };
            };
            /** @description It cannot be done: `too_deep`, `unsafe_number`, `unsafe_string`, `url_not_allowed`. */
            422: {
                headers: {
                    [name: string]: unknown;
                };
                content: {
                    "application/problem+json": components["schemas"]["Problem"];
                };
            };
            /** @description It cannot be done: `overloaded`. */
            429: {
                headers: {
                    [name: string]: unknown;
                };
                content: {
                    "application/problem+json": components["schemas"]["Problem"];
                };
            };
        };
    };
    moderateVideo: {
        parameters: {
            query?: {
                /** @description For an admin key: the site to act on. Left out, the site `default`. */
                site_id?: string;
            };
            header?: {
                /** @description The same key gives the same answer for 24 hours; another body under it gives 409. */
                "idempotency-key"?: string;
            };
            path?: never;
            cookie?: never;
        };
        requestBody: {
            content: {
                "application/json": {
                    /** @description http or https, where it can be fetched without a key: pictures up to 10 MiB, videos up to 300 MiB. */
                    video_url: string;
                    /** @description `whsec_…`: the job's end is signed with it and sent again until it arrives. Left out: sent once, unsigned. */
                    webhook_secret?: string;
                    /** @description http or https, without credentials or fragment. */
                    webhook_url?: string;
                };
            };
        };
        responses: {
            /** @description The request cannot be done; `code` and `detail` say why: `invalid_request`, `unauthorized`, `forbidden`, `cross_site_request`, `invalid_json`, `unsupported_media_type`, `payload_too_large`, `unknown_field`, `not_found`. */
            "4XX": {
                headers: {
                    [name: string]: unknown;
                };
                content: {
                    "application/problem+json": components["schemas"]["Problem"];
                };
            };
            /** @description Tabellary cannot do it now; repeat the request: `internal`, `unavailable`. */
            "5XX": {
                headers: {
                    [name: string]: unknown;
                };
                content: {
                    "application/problem+json": components["schemas"]["Problem"];
                };
            };
            /** @description Default Response */
            202: {
                headers: {
                    [name: string]: unknown;
                };
                content: {
                    "application/json": {
                        job_id: string;
                        /** @enum {string} */
                        status: "queued";
                    };
                };
            };
            /** @description It cannot be done: `idempotency_key_reused`, `external_id_taken`, `conflict`. */
            409: {
                headers: {
                    [name: string]: unknown;
                };
                content: {
                    "application/problem+json": components["schemas"]["Problem"];
                };
            };
            /** @description It cannot be done: `too_deep`, `unsafe_number`, `unsafe_string`, `url_not_allowed`. */
            422: {
                headers: {
                    [name: string]: unknown;
                };
                content: {
                    "application/problem+json": components["schemas"]["Problem"];
                };
            };
            /** @description It cannot be done: `overloaded`. */
            429: {
                headers: {
                    [name: string]: unknown;
                };
                content: {
                    "application/problem+json": components["schemas"]["Problem"];
                };
            };
        };
    };
    getModeration: {
        parameters: {
            query?: {
                /** @description For an admin key: the site to act on. Left out, the site `default`. */
                site_id?: string;
            };
            header?: never;
            path?: never;
            cookie?: never;
        };
        requestBody?: never;
        responses: {
            /** @description The request cannot be done; `code` and `detail` say why: `invalid_request`, `unauthorized`, `forbidden`, `cross_site_request`, `unknown_field`, `not_found`. */
            "4XX": {
                headers: {
                    [name: string]: unknown;
                };
                content: {
                    "application/problem+json": components["schemas"]["Problem"];
                };
            };
            /** @description Tabellary cannot do it now; repeat the request: `internal`, `unavailable`. */
            "5XX": {
                headers: {
                    [name: string]: unknown;
                };
                content: {
                    "application/problem+json": components["schemas"]["Problem"];
                };
            };
            /** @description Default Response */
            200: {
                headers: {
                    [name: string]: unknown;
                };
                content: {
                    "application/json": components["schemas"]["Moderation"];
                };
            };
        };
    };
    putModeration: {
        parameters: {
            query?: {
                /** @description For an admin key: the site to act on. Left out, the site `default`. */
                site_id?: string;
                /** @description The version that was read: 409 when it has another by now. */
                version?: number;
            };
            header?: never;
            path?: never;
            cookie?: never;
        };
        requestBody: {
            content: {
                "application/json": {
                    /** @description Each `{name, kind, active?, advisory?, timeout_ms?, concurrency?}` and what its kind takes: see docs/moderation/README.md. Credentials that are left out stay, unless the address that they go to is another. */
                    evaluators: Record<string, never>[];
                    /** @description By label, 0 to 1: a finding of less confidence is informational. */
                    thresholds?: {
                        [key: string]: number;
                    };
                };
            };
        };
        responses: {
            /** @description The request cannot be done; `code` and `detail` say why: `invalid_request`, `unauthorized`, `forbidden`, `cross_site_request`, `invalid_json`, `unsupported_media_type`, `payload_too_large`, `unknown_field`, `too_deep`, `unsafe_number`, `unsafe_string`, `not_found`. */
            "4XX": {
                headers: {
                    [name: string]: unknown;
                };
                content: {
                    "application/problem+json": components["schemas"]["Problem"];
                };
            };
            /** @description Tabellary cannot do it now; repeat the request: `internal`, `unavailable`. */
            "5XX": {
                headers: {
                    [name: string]: unknown;
                };
                content: {
                    "application/problem+json": components["schemas"]["Problem"];
                };
            };
            /** @description Default Response */
            200: {
                headers: {
                    [name: string]: unknown;
                };
                content: {
                    "application/json": components["schemas"]["Moderation"];
                };
            };
            /** @description It cannot be done: `conflict`. */
            409: {
                headers: {
                    [name: string]: unknown;
                };
                content: {
                    "application/problem+json": components["schemas"]["Problem"];
                };
            };
        };
    };
    countNodes: {
        parameters: {
            query?: never;
            header?: never;
            path?: never;
            cookie?: never;
        };
        requestBody?: never;
        responses: {
            /** @description The request cannot be done; `code` and `detail` say why: `invalid_request`, `unauthorized`, `forbidden`, `cross_site_request`, `unknown_field`. */
            "4XX": {
                headers: {
                    [name: string]: unknown;
                };
                content: {
                    "application/problem+json": components["schemas"]["Problem"];
                };
            };
            /** @description Tabellary cannot do it now; repeat the request: `internal`, `unavailable`. */
            "5XX": {
                headers: {
                    [name: string]: unknown;
                };
                content: {
                    "application/problem+json": components["schemas"]["Problem"];
                };
            };
            /** @description Default Response */
            200: {
                headers: {
                    [name: string]: unknown;
                };
                content: {
                    "application/json": {
                        /** @description How many nodes hold a lease now, this one among them. */
                        alive: number;
                        /** @description Whether the store is one that several nodes can share. */
                        is_shared: boolean;
                    };
                };
            };
        };
    };
    listPlatforms: {
        parameters: {
            query?: never;
            header?: never;
            path?: never;
            cookie?: never;
        };
        requestBody?: never;
        responses: {
            /** @description The request cannot be done; `code` and `detail` say why: `invalid_request`, `unauthorized`, `forbidden`, `cross_site_request`, `unknown_field`. */
            "4XX": {
                headers: {
                    [name: string]: unknown;
                };
                content: {
                    "application/problem+json": components["schemas"]["Problem"];
                };
            };
            /** @description Tabellary cannot do it now; repeat the request: `internal`, `unavailable`. */
            "5XX": {
                headers: {
                    [name: string]: unknown;
                };
                content: {
                    "application/problem+json": components["schemas"]["Problem"];
                };
            };
            /** @description Default Response */
            200: {
                headers: {
                    [name: string]: unknown;
                };
                content: {
                    "application/json": {
                        next_cursor: null;
                        platforms: {
                            aliases: string[];
                            answers_handshake: boolean;
                            credentials: {
                                /** @description What it is, and where to find it. */
                                description: string;
                                is_required: boolean;
                                is_secret: boolean;
                                /** @description As `secrets` of a source has it. */
                                name: string;
                                /** @enum {string} */
                                needed_for: "receiving" | "registering" | "polling" | "redelivery" | "acting";
                            }[];
                            /** @description Where the wire format comes from. */
                            documents: string[];
                            /** @description Those that mean the same on every platform. Others are `<platform>.<name>`. */
                            event_types: string[];
                            /** @description Whether a comment can be hidden or removed there by a call. */
                            moderates: boolean;
                            name: string;
                            polling: {
                                /** @description How often it is polite to ask. */
                                interval_seconds: number;
                                /** @description What each of them means. */
                                subject_descriptions: {
                                    [key: string]: string;
                                };
                                /** @description What to ask for: `poll.subject` of a source. */
                                subjects: string[];
                            } | null;
                            /** @description What becomes of a request that fails. */
                            retries: string;
                            set_up: {
                                /**
                                 * @description `api`: …/registrations does it. `portal`: a person does. `none`: nothing is registered, it is polled or relayed.
                                 * @enum {string}
                                 */
                                kind: "api" | "portal" | "none";
                                /** @description What …/registrations takes as `options`. */
                                options: {
                                    description: string;
                                    example: string;
                                    is_required: boolean;
                                    /** @enum {string} */
                                    kind: "text" | "list" | "json";
                                    name: string;
                                }[];
                                /** @description Where a person does it, or why nobody needs to. */
                                portal: string | null;
                                /** @description What a person does; with `api` most of it can be left to that. */
                                steps: {
                                    /** @description What is entered there. */
                                    enter: {
                                        /**
                                         * @description `address`: the source's `ingress_url`. `credential`: one of its `secrets`. `text`: this, as it is.
                                         * @enum {string}
                                         */
                                        is: "address" | "credential" | "text";
                                        /** @description What the platform calls it. */
                                        name: string;
                                        /** @description The text, or the credential's name. */
                                        value: string | null;
                                    }[];
                                    /** @description Where, and what to do there. */
                                    text: string;
                                }[];
                            };
                            /**
                             * @description `unconfirmed`: something was not read in the platform's own text; `unconfirmed_facts` say what.
                             * @enum {string}
                             */
                            status: "confirmed" | "unconfirmed";
                            title: string;
                            unconfirmed_facts: string[];
                        }[];
                    };
                };
            };
        };
    };
    listReviews: {
        parameters: {
            query?: {
                /** @description What this person has taken. */
                assignee?: string;
                /** @description The `next_cursor` of the page before. */
                cursor?: string;
                /** @description RFC 3339: made at this time or later. */
                from?: string;
                /** @description What was left to somebody senior, or what was not. */
                is_escalated?: boolean;
                /** @description How many at most. */
                limit?: number;
                /** @description What came from it. */
                platform?: string;
                /** @description For an admin key: the site to act on. Left out, the site `default`. */
                site_id?: string;
                /** @description RFC 3339: made before this time. */
                to?: string;
            };
            header?: never;
            path?: never;
            cookie?: never;
        };
        requestBody?: never;
        responses: {
            /** @description The request cannot be done; `code` and `detail` say why: `invalid_request`, `unauthorized`, `forbidden`, `cross_site_request`, `unknown_field`, `invalid_cursor`, `not_found`. */
            "4XX": {
                headers: {
                    [name: string]: unknown;
                };
                content: {
                    "application/problem+json": components["schemas"]["Problem"];
                };
            };
            /** @description Tabellary cannot do it now; repeat the request: `internal`, `unavailable`. */
            "5XX": {
                headers: {
                    [name: string]: unknown;
                };
                content: {
                    "application/problem+json": components["schemas"]["Problem"];
                };
            };
            /** @description Default Response */
            200: {
                headers: {
                    [name: string]: unknown;
                };
                content: {
                    "application/json": {
                        /** @description Pass as `cursor` to go on. Null at the end. A page may be short and still have one. */
                        next_cursor: string | null;
                        reviews: components["schemas"]["Review"][];
                    };
                };
            };
        };
    };
    getReview: {
        parameters: {
            query?: {
                /** @description For an admin key: the site to act on. Left out, the site `default`. */
                site_id?: string;
            };
            header?: never;
            path: {
                id: string;
            };
            cookie?: never;
        };
        requestBody?: never;
        responses: {
            /** @description The request cannot be done; `code` and `detail` say why: `invalid_request`, `unauthorized`, `forbidden`, `cross_site_request`, `unknown_field`, `invalid_id`, `not_found`. */
            "4XX": {
                headers: {
                    [name: string]: unknown;
                };
                content: {
                    "application/problem+json": components["schemas"]["Problem"];
                };
            };
            /** @description Tabellary cannot do it now; repeat the request: `internal`, `unavailable`. */
            "5XX": {
                headers: {
                    [name: string]: unknown;
                };
                content: {
                    "application/problem+json": components["schemas"]["Problem"];
                };
            };
            /** @description Default Response */
            200: {
                headers: {
                    [name: string]: unknown;
                };
                content: {
                    "application/json": {
                        history: components["schemas"]["Media"][];
                        review: components["schemas"]["Review"];
                    };
                };
            };
        };
    };
    approveMedia: {
        parameters: {
            query?: {
                /** @description For an admin key: the site to act on. Left out, the site `default`. */
                site_id?: string;
            };
            header?: never;
            path: {
                id: string;
            };
            cookie?: never;
        };
        requestBody: {
            content: {
                "application/json": {
                    /** @description Who does it. Left out: the key's name. */
                    by?: string;
                    /** @description The decision that the person has seen: 409 when there is a newer one. */
                    decision_id?: string;
                    /** @description The decision's reason: webhooks are told it, as PixelPatrol's `reason` and OmniFence's. */
                    note?: string;
                } | null;
            };
        };
        responses: {
            /** @description The request cannot be done; `code` and `detail` say why: `invalid_request`, `unauthorized`, `forbidden`, `cross_site_request`, `invalid_json`, `unsupported_media_type`, `payload_too_large`, `unknown_field`, `too_deep`, `unsafe_number`, `unsafe_string`, `invalid_id`, `not_found`. */
            "4XX": {
                headers: {
                    [name: string]: unknown;
                };
                content: {
                    "application/problem+json": components["schemas"]["Problem"];
                };
            };
            /** @description Tabellary cannot do it now; repeat the request: `internal`, `unavailable`. */
            "5XX": {
                headers: {
                    [name: string]: unknown;
                };
                content: {
                    "application/problem+json": components["schemas"]["Problem"];
                };
            };
            /** @description Default Response */
            200: {
                headers: {
                    [name: string]: unknown;
                };
                content: {
                    "application/json": components["schemas"]["Media"];
                };
            };
            /** @description It cannot be done: `conflict`. */
            409: {
                headers: {
                    [name: string]: unknown;
                };
                content: {
                    "application/problem+json": components["schemas"]["Problem"];
                };
            };
            /** @description It cannot be done: `overloaded`. */
            429: {
                headers: {
                    [name: string]: unknown;
                };
                content: {
                    "application/problem+json": components["schemas"]["Problem"];
                };
            };
        };
    };
    claimReview: {
        parameters: {
            query?: {
                /** @description For an admin key: the site to act on. Left out, the site `default`. */
                site_id?: string;
            };
            header?: never;
            path: {
                id: string;
            };
            cookie?: never;
        };
        requestBody: {
            content: {
                "application/json": {
                    /** @description Who does it. Left out: the key's name. */
                    by?: string;
                } | null;
            };
        };
        responses: {
            /** @description The request cannot be done; `code` and `detail` say why: `invalid_request`, `unauthorized`, `forbidden`, `cross_site_request`, `invalid_json`, `unsupported_media_type`, `payload_too_large`, `unknown_field`, `too_deep`, `unsafe_number`, `unsafe_string`, `invalid_id`, `not_found`. */
            "4XX": {
                headers: {
                    [name: string]: unknown;
                };
                content: {
                    "application/problem+json": components["schemas"]["Problem"];
                };
            };
            /** @description Tabellary cannot do it now; repeat the request: `internal`, `unavailable`. */
            "5XX": {
                headers: {
                    [name: string]: unknown;
                };
                content: {
                    "application/problem+json": components["schemas"]["Problem"];
                };
            };
            /** @description Default Response */
            200: {
                headers: {
                    [name: string]: unknown;
                };
                content: {
                    "application/json": {
                        /** @description Who has taken it. */
                        assignee: string | null;
                        /**
                         * Format: date-time
                         * @description ISO 8601, UTC.
                         */
                        claimed_at: string | null;
                        is_escalated: boolean;
                        media_id: string;
                        notes: {
                            /** @description The name of the key that it came with. */
                            api_key: string | null;
                            /**
                             * Format: date-time
                             * @description ISO 8601, UTC.
                             */
                            at: string;
                            by: string;
                            text: string;
                        }[];
                    };
                };
            };
            /** @description It cannot be done: `conflict`. */
            409: {
                headers: {
                    [name: string]: unknown;
                };
                content: {
                    "application/problem+json": components["schemas"]["Problem"];
                };
            };
        };
    };
    escalateReview: {
        parameters: {
            query?: {
                /** @description For an admin key: the site to act on. Left out, the site `default`. */
                site_id?: string;
            };
            header?: never;
            path: {
                id: string;
            };
            cookie?: never;
        };
        requestBody: {
            content: {
                "application/json": {
                    /** @description Who does it. Left out: the key's name. */
                    by?: string;
                    /** @description For other reviewers alone. */
                    note?: string;
                } | null;
            };
        };
        responses: {
            /** @description The request cannot be done; `code` and `detail` say why: `invalid_request`, `unauthorized`, `forbidden`, `cross_site_request`, `invalid_json`, `unsupported_media_type`, `payload_too_large`, `unknown_field`, `too_deep`, `unsafe_number`, `unsafe_string`, `invalid_id`, `not_found`. */
            "4XX": {
                headers: {
                    [name: string]: unknown;
                };
                content: {
                    "application/problem+json": components["schemas"]["Problem"];
                };
            };
            /** @description Tabellary cannot do it now; repeat the request: `internal`, `unavailable`. */
            "5XX": {
                headers: {
                    [name: string]: unknown;
                };
                content: {
                    "application/problem+json": components["schemas"]["Problem"];
                };
            };
            /** @description Default Response */
            200: {
                headers: {
                    [name: string]: unknown;
                };
                content: {
                    "application/json": {
                        /** @description Who has taken it. */
                        assignee: string | null;
                        /**
                         * Format: date-time
                         * @description ISO 8601, UTC.
                         */
                        claimed_at: string | null;
                        is_escalated: boolean;
                        media_id: string;
                        notes: {
                            /** @description The name of the key that it came with. */
                            api_key: string | null;
                            /**
                             * Format: date-time
                             * @description ISO 8601, UTC.
                             */
                            at: string;
                            by: string;
                            text: string;
                        }[];
                    };
                };
            };
            /** @description It cannot be done: `conflict`. */
            409: {
                headers: {
                    [name: string]: unknown;
                };
                content: {
                    "application/problem+json": components["schemas"]["Problem"];
                };
            };
        };
    };
    noteReview: {
        parameters: {
            query?: {
                /** @description For an admin key: the site to act on. Left out, the site `default`. */
                site_id?: string;
            };
            header?: never;
            path: {
                id: string;
            };
            cookie?: never;
        };
        requestBody: {
            content: {
                "application/json": {
                    /** @description Who does it. Left out: the key's name. */
                    by?: string;
                    /** @description For other reviewers alone. */
                    text: string;
                };
            };
        };
        responses: {
            /** @description The request cannot be done; `code` and `detail` say why: `invalid_request`, `unauthorized`, `forbidden`, `cross_site_request`, `invalid_json`, `unsupported_media_type`, `payload_too_large`, `unknown_field`, `too_deep`, `unsafe_number`, `unsafe_string`, `invalid_id`, `not_found`. */
            "4XX": {
                headers: {
                    [name: string]: unknown;
                };
                content: {
                    "application/problem+json": components["schemas"]["Problem"];
                };
            };
            /** @description Tabellary cannot do it now; repeat the request: `internal`, `unavailable`. */
            "5XX": {
                headers: {
                    [name: string]: unknown;
                };
                content: {
                    "application/problem+json": components["schemas"]["Problem"];
                };
            };
            /** @description Default Response */
            200: {
                headers: {
                    [name: string]: unknown;
                };
                content: {
                    "application/json": {
                        /** @description Who has taken it. */
                        assignee: string | null;
                        /**
                         * Format: date-time
                         * @description ISO 8601, UTC.
                         */
                        claimed_at: string | null;
                        is_escalated: boolean;
                        media_id: string;
                        notes: {
                            /** @description The name of the key that it came with. */
                            api_key: string | null;
                            /**
                             * Format: date-time
                             * @description ISO 8601, UTC.
                             */
                            at: string;
                            by: string;
                            text: string;
                        }[];
                    };
                };
            };
            /** @description It cannot be done: `conflict`. */
            409: {
                headers: {
                    [name: string]: unknown;
                };
                content: {
                    "application/problem+json": components["schemas"]["Problem"];
                };
            };
        };
    };
    rejectMedia: {
        parameters: {
            query?: {
                /** @description For an admin key: the site to act on. Left out, the site `default`. */
                site_id?: string;
            };
            header?: never;
            path: {
                id: string;
            };
            cookie?: never;
        };
        requestBody: {
            content: {
                "application/json": {
                    /** @description Who does it. Left out: the key's name. */
                    by?: string;
                    /** @description The decision that the person has seen: 409 when there is a newer one. */
                    decision_id?: string;
                    /** @description The decision's reason: webhooks are told it, as PixelPatrol's `reason` and OmniFence's. */
                    note?: string;
                } | null;
            };
        };
        responses: {
            /** @description The request cannot be done; `code` and `detail` say why: `invalid_request`, `unauthorized`, `forbidden`, `cross_site_request`, `invalid_json`, `unsupported_media_type`, `payload_too_large`, `unknown_field`, `too_deep`, `unsafe_number`, `unsafe_string`, `invalid_id`, `not_found`. */
            "4XX": {
                headers: {
                    [name: string]: unknown;
                };
                content: {
                    "application/problem+json": components["schemas"]["Problem"];
                };
            };
            /** @description Tabellary cannot do it now; repeat the request: `internal`, `unavailable`. */
            "5XX": {
                headers: {
                    [name: string]: unknown;
                };
                content: {
                    "application/problem+json": components["schemas"]["Problem"];
                };
            };
            /** @description Default Response */
            200: {
                headers: {
                    [name: string]: unknown;
                };
                content: {
                    "application/json": components["schemas"]["Media"];
                };
            };
            /** @description It cannot be done: `conflict`. */
            409: {
                headers: {
                    [name: string]: unknown;
                };
                content: {
                    "application/problem+json": components["schemas"]["Problem"];
                };
            };
            /** @description It cannot be done: `overloaded`. */
            429: {
                headers: {
                    [name: string]: unknown;
                };
                content: {
                    "application/problem+json": components["schemas"]["Problem"];
                };
            };
        };
    };
    releaseReview: {
        parameters: {
            query?: {
                /** @description For an admin key: the site to act on. Left out, the site `default`. */
                site_id?: string;
            };
            header?: never;
            path: {
                id: string;
            };
            cookie?: never;
        };
        requestBody?: never;
        responses: {
            /** @description The request cannot be done; `code` and `detail` say why: `invalid_request`, `unauthorized`, `forbidden`, `cross_site_request`, `invalid_json`, `unsupported_media_type`, `payload_too_large`, `unknown_field`, `too_deep`, `unsafe_number`, `unsafe_string`, `invalid_id`, `not_found`. */
            "4XX": {
                headers: {
                    [name: string]: unknown;
                };
                content: {
                    "application/problem+json": components["schemas"]["Problem"];
                };
            };
            /** @description Tabellary cannot do it now; repeat the request: `internal`, `unavailable`. */
            "5XX": {
                headers: {
                    [name: string]: unknown;
                };
                content: {
                    "application/problem+json": components["schemas"]["Problem"];
                };
            };
            /** @description Default Response */
            200: {
                headers: {
                    [name: string]: unknown;
                };
                content: {
                    "application/json": {
                        /** @description Who has taken it. */
                        assignee: string | null;
                        /**
                         * Format: date-time
                         * @description ISO 8601, UTC.
                         */
                        claimed_at: string | null;
                        is_escalated: boolean;
                        media_id: string;
                        notes: {
                            /** @description The name of the key that it came with. */
                            api_key: string | null;
                            /**
                             * Format: date-time
                             * @description ISO 8601, UTC.
                             */
                            at: string;
                            by: string;
                            text: string;
                        }[];
                    };
                };
            };
            /** @description It cannot be done: `conflict`. */
            409: {
                headers: {
                    [name: string]: unknown;
                };
                content: {
                    "application/problem+json": components["schemas"]["Problem"];
                };
            };
        };
    };
    decideMany: {
        parameters: {
            query?: {
                /** @description For an admin key: the site to act on. Left out, the site `default`. */
                site_id?: string;
            };
            header?: never;
            path?: never;
            cookie?: never;
        };
        requestBody: {
            content: {
                "application/json": {
                    /** @enum {string} */
                    action: "approve" | "reject";
                    /** @description Who does it. Left out: the key's name. */
                    by?: string;
                    /** @description By ids of `media_ids`: the decision that the person has seen of it. `conflict` for media with a newer one. */
                    decision_ids?: {
                        [key: string]: string;
                    };
                    media_ids: string[];
                    /** @description The decision's reason: webhooks are told it, as PixelPatrol's `reason` and OmniFence's. */
                    note?: string;
                };
            };
        };
        responses: {
            /** @description The request cannot be done; `code` and `detail` say why: `unauthorized`, `forbidden`, `cross_site_request`, `unsupported_media_type`, `payload_too_large`, `too_deep`, `unsafe_number`, `unsafe_string`, `not_found`. */
            "4XX": {
                headers: {
                    [name: string]: unknown;
                };
                content: {
                    "application/problem+json": components["schemas"]["Problem"];
                };
            };
            /** @description Tabellary cannot do it now; repeat the request: `internal`, `unavailable`. */
            "5XX": {
                headers: {
                    [name: string]: unknown;
                };
                content: {
                    "application/problem+json": components["schemas"]["Problem"];
                };
            };
            /** @description Default Response */
            200: {
                headers: {
                    [name: string]: unknown;
                };
                content: {
                    "application/json": {
                        results: {
                            /** @description Why it could not be decided. */
                            code: string | null;
                            detail: string | null;
                            media: components["schemas"]["Media"] | null;
                            media_id: string;
                        }[];
                    };
                };
            };
            /** @description It cannot be done: `invalid_request`, `invalid_json`, `unknown_field`, `invalid_id`. */
            400: {
                headers: {
                    [name: string]: unknown;
                };
                content: {
                    "application/problem+json": components["schemas"]["Problem"];
                };
            };
        };
    };
    getReviewStats: {
        parameters: {
            query?: {
                /** @description The `next_cursor` of the page before. */
                cursor?: string;
                /** @description RFC 3339: made at this time or later. */
                from?: string;
                /** @description For an admin key: the site to act on. Left out, the site `default`. */
                site_id?: string;
                /** @description RFC 3339: made before this time. */
                to?: string;
            };
            header?: never;
            path?: never;
            cookie?: never;
        };
        requestBody?: never;
        responses: {
            /** @description The request cannot be done; `code` and `detail` say why: `invalid_request`, `unauthorized`, `forbidden`, `cross_site_request`, `unknown_field`, `invalid_cursor`, `not_found`. */
            "4XX": {
                headers: {
                    [name: string]: unknown;
                };
                content: {
                    "application/problem+json": components["schemas"]["Problem"];
                };
            };
            /** @description Tabellary cannot do it now; repeat the request: `internal`, `unavailable`. */
            "5XX": {
                headers: {
                    [name: string]: unknown;
                };
                content: {
                    "application/problem+json": components["schemas"]["Problem"];
                };
            };
            /** @description Default Response */
            200: {
                headers: {
                    [name: string]: unknown;
                };
                content: {
                    "application/json": {
                        /** @description How many decisions were looked at, newest first. */
                        decisions: number;
                        evaluators: {
                            name: string;
                            /** @description 0 to 1; null where nobody decided. */
                            override_rate: number | null;
                            /** @description How often that was the opposite. */
                            overruled: number;
                            /** @description How often a person decided after it. */
                            reviewed: number;
                        }[];
                        /** @description The same by the hour (UTC) in which they were decided, oldest first; an hour without any is left out. */
                        hours: {
                            approved: number;
                            /**
                             * Format: date-time
                             * @description ISO 8601, UTC.
                             */
                            at: string;
                            flagged: number;
                            rejected: number;
                        }[];
                        /** @description Pass as `cursor` to go on. Null at the end. A page may be short and still have one. */
                        next_cursor: string | null;
                        /** @description 0 to 1; null where nobody decided. */
                        override_rate: number | null;
                        /** @description How often that was the opposite. */
                        overruled: number;
                        /** @description How often a person decided after it. */
                        reviewed: number;
                        rules: {
                            hits: number;
                            name: string;
                            /** @description 0 to 1; null where nobody decided. */
                            override_rate: number | null;
                            /** @description How often that was the opposite. */
                            overruled: number;
                            /** @description How often a person decided after it. */
                            reviewed: number;
                            rule_id: string;
                        }[];
                        time_to_decision_seconds: {
                            max: number | null;
                            median: number | null;
                            p90: number | null;
                        };
                        verdicts: {
                            approved: number;
                            flagged: number;
                            rejected: number;
                        };
                    };
                };
            };
        };
    };
    listRuleGroups: {
        parameters: {
            query?: {
                /** @description For an admin key: the site to act on. Left out, the site `default`. */
                site_id?: string;
            };
            header?: never;
            path?: never;
            cookie?: never;
        };
        requestBody?: never;
        responses: {
            /** @description The request cannot be done; `code` and `detail` say why: `invalid_request`, `unauthorized`, `forbidden`, `cross_site_request`, `unknown_field`, `not_found`. */
            "4XX": {
                headers: {
                    [name: string]: unknown;
                };
                content: {
                    "application/problem+json": components["schemas"]["Problem"];
                };
            };
            /** @description Tabellary cannot do it now; repeat the request: `internal`, `unavailable`. */
            "5XX": {
                headers: {
                    [name: string]: unknown;
                };
                content: {
                    "application/problem+json": components["schemas"]["Problem"];
                };
            };
            /** @description Default Response */
            200: {
                headers: {
                    [name: string]: unknown;
                };
                content: {
                    "application/json": {
                        rule_groups: components["schemas"]["RuleGroup"][];
                    };
                };
            };
        };
    };
    createRuleGroup: {
        parameters: {
            query?: {
                /** @description For an admin key: the site to act on. Left out, the site `default`. */
                site_id?: string;
            };
            header?: never;
            path?: never;
            cookie?: never;
        };
        /** @description `{name, description?, mode?, priority?, active?, default_action?, thresholds?, rules}`: see docs/moderation/rules.md. */
        requestBody: {
            content: {
                "application/json": Record<string, never>;
            };
        };
        responses: {
            /** @description The request cannot be done; `code` and `detail` say why: `invalid_request`, `unauthorized`, `forbidden`, `cross_site_request`, `invalid_json`, `unsupported_media_type`, `payload_too_large`, `unknown_field`, `too_deep`, `unsafe_number`, `unsafe_string`, `not_found`. */
            "4XX": {
                headers: {
                    [name: string]: unknown;
                };
                content: {
                    "application/problem+json": components["schemas"]["Problem"];
                };
            };
            /** @description Tabellary cannot do it now; repeat the request: `internal`, `unavailable`. */
            "5XX": {
                headers: {
                    [name: string]: unknown;
                };
                content: {
                    "application/problem+json": components["schemas"]["Problem"];
                };
            };
            /** @description Default Response */
            201: {
                headers: {
                    [name: string]: unknown;
                };
                content: {
                    "application/json": components["schemas"]["RuleGroup"];
                };
            };
            /** @description It cannot be done: `conflict`. */
            409: {
                headers: {
                    [name: string]: unknown;
                };
                content: {
                    "application/problem+json": components["schemas"]["Problem"];
                };
            };
        };
    };
    getRuleGroup: {
        parameters: {
            query?: {
                /** @description For an admin key: the site to act on. Left out, the site `default`. */
                site_id?: string;
            };
            header?: never;
            path: {
                id: string;
            };
            cookie?: never;
        };
        requestBody?: never;
        responses: {
            /** @description The request cannot be done; `code` and `detail` say why: `invalid_request`, `unauthorized`, `forbidden`, `cross_site_request`, `unknown_field`, `invalid_id`, `not_found`. */
            "4XX": {
                headers: {
                    [name: string]: unknown;
                };
                content: {
                    "application/problem+json": components["schemas"]["Problem"];
                };
            };
            /** @description Tabellary cannot do it now; repeat the request: `internal`, `unavailable`. */
            "5XX": {
                headers: {
                    [name: string]: unknown;
                };
                content: {
                    "application/problem+json": components["schemas"]["Problem"];
                };
            };
            /** @description Default Response */
            200: {
                headers: {
                    [name: string]: unknown;
                };
                content: {
                    "application/json": components["schemas"]["RuleGroup"];
                };
            };
        };
    };
    putRuleGroup: {
        parameters: {
            query?: {
                /** @description For an admin key: the site to act on. Left out, the site `default`. */
                site_id?: string;
                /** @description The version that was read: 409 when it has another by now. */
                version?: number;
            };
            header?: never;
            path: {
                id: string;
            };
            cookie?: never;
        };
        /** @description `{name, description?, mode?, priority?, active?, default_action?, thresholds?, rules}`: see docs/moderation/rules.md. */
        requestBody: {
            content: {
                "application/json": Record<string, never>;
            };
        };
        responses: {
            /** @description The request cannot be done; `code` and `detail` say why: `invalid_request`, `unauthorized`, `forbidden`, `cross_site_request`, `invalid_json`, `unsupported_media_type`, `payload_too_large`, `unknown_field`, `too_deep`, `unsafe_number`, `unsafe_string`, `invalid_id`, `not_found`. */
            "4XX": {
                headers: {
                    [name: string]: unknown;
                };
                content: {
                    "application/problem+json": components["schemas"]["Problem"];
                };
            };
            /** @description Tabellary cannot do it now; repeat the request: `internal`, `unavailable`. */
            "5XX": {
                headers: {
                    [name: string]: unknown;
                };
                content: {
                    "application/problem+json": components["schemas"]["Problem"];
                };
            };
            /** @description Default Response */
            200: {
                headers: {
                    [name: string]: unknown;
                };
                content: {
                    "application/json": components["schemas"]["RuleGroup"];
                };
            };
            /** @description It cannot be done: `conflict`. */
            409: {
                headers: {
                    [name: string]: unknown;
                };
                content: {
                    "application/problem+json": components["schemas"]["Problem"];
                };
            };
        };
    };
    deleteRuleGroup: {
        parameters: {
            query?: {
                /** @description For an admin key: the site to act on. Left out, the site `default`. */
                site_id?: string;
                /** @description The version that was read: 409 when it has another by now. */
                version?: number;
            };
            header?: never;
            path: {
                id: string;
            };
            cookie?: never;
        };
        requestBody?: never;
        responses: {
            /** @description The request cannot be done; `code` and `detail` say why: `invalid_request`, `unauthorized`, `forbidden`, `cross_site_request`, `invalid_json`, `unsupported_media_type`, `payload_too_large`, `unknown_field`, `too_deep`, `unsafe_number`, `unsafe_string`, `invalid_id`, `not_found`. */
            "4XX": {
                headers: {
                    [name: string]: unknown;
                };
                content: {
                    "application/problem+json": components["schemas"]["Problem"];
                };
            };
            /** @description Tabellary cannot do it now; repeat the request: `internal`, `unavailable`. */
            "5XX": {
                headers: {
                    [name: string]: unknown;
                };
                content: {
                    "application/problem+json": components["schemas"]["Problem"];
                };
            };
            /** @description No body. */
            204: {
                headers: {
                    [name: string]: unknown;
                };
                content?: never;
            };
            /** @description It cannot be done: `conflict`. */
            409: {
                headers: {
                    [name: string]: unknown;
                };
                content: {
                    "application/problem+json": components["schemas"]["Problem"];
                };
            };
        };
    };
    listRules: {
        parameters: {
            query?: {
                /** @description For an admin key: the site to act on. Left out, the site `default`. */
                site_id?: string;
            };
            header?: never;
            path?: never;
            cookie?: never;
        };
        requestBody?: never;
        responses: {
            /** @description The request cannot be done; `code` and `detail` say why: `invalid_request`, `unauthorized`, `forbidden`, `cross_site_request`, `unknown_field`, `not_found`. */
            "4XX": {
                headers: {
                    [name: string]: unknown;
                };
                content: {
                    "application/problem+json": components["schemas"]["Problem"];
                };
            };
            /** @description Tabellary cannot do it now; repeat the request: `internal`, `unavailable`. */
            "5XX": {
                headers: {
                    [name: string]: unknown;
                };
                content: {
                    "application/problem+json": components["schemas"]["Problem"];
                };
            };
            /** @description Default Response */
            200: {
                headers: {
                    [name: string]: unknown;
                };
                content: {
                    "application/json": {
                        rules: {
                            group_id: string;
                            rule: components["schemas"]["Rule"];
                        }[];
                    };
                };
            };
        };
    };
    simulateRules: {
        parameters: {
            query?: {
                /** @description For an admin key: the site to act on. Left out, the site `default`. */
                site_id?: string;
            };
            header?: never;
            path?: never;
            cookie?: never;
        };
        requestBody: {
            content: {
                "application/json": {
                    /** @description The `next_cursor` of the answer before. */
                    cursor?: string;
                    /** @description RFC 3339: submitted at this time or later. */
                    from?: string;
                    limit?: number;
                    /** @description All groups, as the site would have them. Left out: those that it has. */
                    rule_groups?: Record<string, never>[];
                    /** @description RFC 3339: submitted before this time. */
                    to?: string;
                };
            };
        };
        responses: {
            /** @description The request cannot be done; `code` and `detail` say why: `invalid_request`, `unauthorized`, `forbidden`, `cross_site_request`, `invalid_json`, `unsupported_media_type`, `payload_too_large`, `unknown_field`, `too_deep`, `unsafe_number`, `unsafe_string`, `invalid_cursor`, `not_found`. */
            "4XX": {
                headers: {
                    [name: string]: unknown;
                };
                content: {
                    "application/problem+json": components["schemas"]["Problem"];
                };
            };
            /** @description Tabellary cannot do it now; repeat the request: `internal`, `unavailable`. */
            "5XX": {
                headers: {
                    [name: string]: unknown;
                };
                content: {
                    "application/problem+json": components["schemas"]["Problem"];
                };
            };
            /** @description Default Response */
            200: {
                headers: {
                    [name: string]: unknown;
                };
                content: {
                    "application/json": {
                        /** @description How many of them are something else now. */
                        changed: number;
                        changes: {
                            /** @enum {string} */
                            action: "approve" | "flag" | "hide" | "reject";
                            /** @enum {string} */
                            from: "pending" | "approved" | "rejected" | "flagged";
                            media_id: string;
                            reason: string;
                            /** @description Names of the rules that were hit. */
                            rules: string[];
                            /** @enum {string} */
                            to: "approved" | "rejected" | "flagged";
                        }[];
                        /** @description How many past items were asked about. */
                        items: number;
                        /** @description Pass as `cursor` to go on. Null at the end. A page may be short and still have one. */
                        next_cursor: string | null;
                        verdicts: {
                            approved: number;
                            flagged: number;
                            rejected: number;
                        };
                    };
                };
            };
            /** @description It cannot be done: `overloaded`. */
            429: {
                headers: {
                    [name: string]: unknown;
                };
                content: {
                    "application/problem+json": components["schemas"]["Problem"];
                };
            };
        };
    };
    getSession: {
        parameters: {
            query?: never;
            header?: never;
            path?: never;
            cookie?: never;
        };
        requestBody?: never;
        responses: {
            /** @description The request cannot be done; `code` and `detail` say why: `invalid_request`, `unauthorized`, `forbidden`, `cross_site_request`, `unknown_field`. */
            "4XX": {
                headers: {
                    [name: string]: unknown;
                };
                content: {
                    "application/problem+json": components["schemas"]["Problem"];
                };
            };
            /** @description Tabellary cannot do it now; repeat the request: `internal`, `unavailable`. */
            "5XX": {
                headers: {
                    [name: string]: unknown;
                };
                content: {
                    "application/problem+json": components["schemas"]["Problem"];
                };
            };
            /** @description Default Response */
            200: {
                headers: {
                    [name: string]: unknown;
                };
                content: {
                    "application/json": {
                        /**
                         * Format: date-time
                         * @description Of the session; null where a key was sent with the request.
                         */
                        expires_at: string | null;
                        hub: {
                            max_payload_bytes: number;
                            /** @description Where platforms reach this hub. */
                            public_url: string;
                            retention_days: number;
                            /** @enum {string} */
                            role: "all" | "api" | "worker";
                            /** @description The engine and its version. */
                            store: string;
                            version: string;
                        };
                        /** @enum {string} */
                        kind: "admin" | "site";
                        /** @description What the key is called; of the key that the hub was started with, `admin`. */
                        name: string;
                        /** @description An admin key has all of them. */
                        scopes: string[];
                        /** @description The key's own site; null for an admin key. */
                        site: {
                            /** @description That its webhooks take when they name none. */
                            contract: string;
                            id: string;
                            name: string;
                        } | null;
                    };
                };
            };
        };
    };
    signIn: {
        parameters: {
            query?: never;
            header?: never;
            path?: never;
            cookie?: never;
        };
        requestBody: {
            content: {
                "application/json": {
                    /** @description An API key, as it was made. */
                    key: string;
                };
            };
        };
        responses: {
            /** @description The request cannot be done; `code` and `detail` say why: `invalid_request`, `invalid_json`, `unsupported_media_type`, `payload_too_large`, `unknown_field`, `too_deep`, `unsafe_number`, `unsafe_string`. */
            "4XX": {
                headers: {
                    [name: string]: unknown;
                };
                content: {
                    "application/problem+json": components["schemas"]["Problem"];
                };
            };
            /** @description Tabellary cannot do it now; repeat the request: `internal`, `unavailable`. */
            "5XX": {
                headers: {
                    [name: string]: unknown;
                };
                content: {
                    "application/problem+json": components["schemas"]["Problem"];
                };
            };
            /** @description Default Response */
            201: {
                headers: {
                    [name: string]: unknown;
                };
                content: {
                    "application/json": {
                        /**
                         * Format: date-time
                         * @description Of the session; null where a key was sent with the request.
                         */
                        expires_at: string | null;
                        hub: {
                            max_payload_bytes: number;
                            /** @description Where platforms reach this hub. */
                            public_url: string;
                            retention_days: number;
                            /** @enum {string} */
                            role: "all" | "api" | "worker";
                            /** @description The engine and its version. */
                            store: string;
                            version: string;
                        };
                        /** @enum {string} */
                        kind: "admin" | "site";
                        /** @description What the key is called; of the key that the hub was started with, `admin`. */
                        name: string;
                        /** @description An admin key has all of them. */
                        scopes: string[];
                        /** @description The key's own site; null for an admin key. */
                        site: {
                            /** @description That its webhooks take when they name none. */
                            contract: string;
                            id: string;
                            name: string;
                        } | null;
                    };
                };
            };
            /** @description It cannot be done: `unauthorized`. */
            401: {
                headers: {
                    [name: string]: unknown;
                };
                content: {
                    "application/problem+json": components["schemas"]["Problem"];
                };
            };
            /** @description It cannot be done: `cross_site_request`. */
            403: {
                headers: {
                    [name: string]: unknown;
                };
                content: {
                    "application/problem+json": components["schemas"]["Problem"];
                };
            };
            /** @description It cannot be done: `overloaded`. */
            429: {
                headers: {
                    [name: string]: unknown;
                };
                content: {
                    "application/problem+json": components["schemas"]["Problem"];
                };
            };
        };
    };
    signOut: {
        parameters: {
            query?: never;
            header?: never;
            path?: never;
            cookie?: never;
        };
        requestBody?: never;
        responses: {
            /** @description The request cannot be done; `code` and `detail` say why: `invalid_request`, `invalid_json`, `unsupported_media_type`, `payload_too_large`, `unknown_field`, `too_deep`, `unsafe_number`, `unsafe_string`. */
            "4XX": {
                headers: {
                    [name: string]: unknown;
                };
                content: {
                    "application/problem+json": components["schemas"]["Problem"];
                };
            };
            /** @description Tabellary cannot do it now; repeat the request: `internal`, `unavailable`. */
            "5XX": {
                headers: {
                    [name: string]: unknown;
                };
                content: {
                    "application/problem+json": components["schemas"]["Problem"];
                };
            };
            /** @description No body. */
            204: {
                headers: {
                    [name: string]: unknown;
                };
                content?: never;
            };
            /** @description It cannot be done: `cross_site_request`. */
            403: {
                headers: {
                    [name: string]: unknown;
                };
                content: {
                    "application/problem+json": components["schemas"]["Problem"];
                };
            };
        };
    };
    listSites: {
        parameters: {
            query?: {
                /** @description The `next_cursor` of the page before. */
                cursor?: string;
                /** @description How many at most. */
                limit?: number;
            };
            header?: never;
            path?: never;
            cookie?: never;
        };
        requestBody?: never;
        responses: {
            /** @description The request cannot be done; `code` and `detail` say why: `invalid_request`, `unauthorized`, `forbidden`, `cross_site_request`, `unknown_field`, `invalid_cursor`. */
            "4XX": {
                headers: {
                    [name: string]: unknown;
                };
                content: {
                    "application/problem+json": components["schemas"]["Problem"];
                };
            };
            /** @description Tabellary cannot do it now; repeat the request: `internal`, `unavailable`. */
            "5XX": {
                headers: {
                    [name: string]: unknown;
                };
                content: {
                    "application/problem+json": components["schemas"]["Problem"];
                };
            };
            /** @description Default Response */
            200: {
                headers: {
                    [name: string]: unknown;
                };
                content: {
                    "application/json": {
                        /** @description Pass as `cursor` to go on. Null at the end. A page may be short and still have one. */
                        next_cursor: string | null;
                        sites: {
                            contract: string;
                            /**
                             * Format: date-time
                             * @description ISO 8601, UTC.
                             */
                            created_at: string;
                            description: string | null;
                            id: string;
                            /** @description The hub's own site: its webhooks hear of failing webhooks. */
                            is_operator: boolean;
                            name: string;
                        }[];
                    };
                };
            };
        };
    };
    createSite: {
        parameters: {
            query?: never;
            header?: never;
            path?: never;
            cookie?: never;
        };
        requestBody: {
            content: {
                "application/json": {
                    /**
                     * @description The contract of webhooks that name none. Not `custom`.
                     * @enum {string}
                     */
                    contract?: "pixelpatrol" | "generic" | "omnifence" | "omnifence-signed" | "moderation-ai" | "standard" | "stripe" | "github" | "pass-through" | "custom";
                    description?: string | null;
                    /** @description Unique among the sites. */
                    name: string;
                };
            };
        };
        responses: {
            /** @description The request cannot be done; `code` and `detail` say why: `invalid_request`, `unauthorized`, `forbidden`, `cross_site_request`, `invalid_json`, `unsupported_media_type`, `payload_too_large`, `unknown_field`, `too_deep`, `unsafe_number`, `unsafe_string`. */
            "4XX": {
                headers: {
                    [name: string]: unknown;
                };
                content: {
                    "application/problem+json": components["schemas"]["Problem"];
                };
            };
            /** @description Tabellary cannot do it now; repeat the request: `internal`, `unavailable`. */
            "5XX": {
                headers: {
                    [name: string]: unknown;
                };
                content: {
                    "application/problem+json": components["schemas"]["Problem"];
                };
            };
            /** @description Default Response */
            201: {
                headers: {
                    [name: string]: unknown;
                };
                content: {
                    "application/json": {
                        contract: string;
                        /**
                         * Format: date-time
                         * @description ISO 8601, UTC.
                         */
                        created_at: string;
                        description: string | null;
                        id: string;
                        /** @description The hub's own site: its webhooks hear of failing webhooks. */
                        is_operator: boolean;
                        name: string;
                    };
                };
            };
            /** @description It cannot be done: `conflict`. */
            409: {
                headers: {
                    [name: string]: unknown;
                };
                content: {
                    "application/problem+json": components["schemas"]["Problem"];
                };
            };
        };
    };
    getSite: {
        parameters: {
            query?: never;
            header?: never;
            path: {
                id: string;
            };
            cookie?: never;
        };
        requestBody?: never;
        responses: {
            /** @description The request cannot be done; `code` and `detail` say why: `invalid_request`, `unauthorized`, `forbidden`, `cross_site_request`, `unknown_field`, `invalid_id`, `not_found`. */
            "4XX": {
                headers: {
                    [name: string]: unknown;
                };
                content: {
                    "application/problem+json": components["schemas"]["Problem"];
                };
            };
            /** @description Tabellary cannot do it now; repeat the request: `internal`, `unavailable`. */
            "5XX": {
                headers: {
                    [name: string]: unknown;
                };
                content: {
                    "application/problem+json": components["schemas"]["Problem"];
                };
            };
            /** @description Default Response */
            200: {
                headers: {
                    [name: string]: unknown;
                };
                content: {
                    "application/json": {
                        contract: string;
                        /**
                         * Format: date-time
                         * @description ISO 8601, UTC.
                         */
                        created_at: string;
                        description: string | null;
                        id: string;
                        /** @description The hub's own site: its webhooks hear of failing webhooks. */
                        is_operator: boolean;
                        name: string;
                    };
                };
            };
        };
    };
    deleteSite: {
        parameters: {
            query?: never;
            header?: never;
            path: {
                id: string;
            };
            cookie?: never;
        };
        requestBody?: never;
        responses: {
            /** @description The request cannot be done; `code` and `detail` say why: `invalid_request`, `unauthorized`, `forbidden`, `cross_site_request`, `invalid_json`, `unsupported_media_type`, `payload_too_large`, `unknown_field`, `too_deep`, `unsafe_number`, `unsafe_string`, `invalid_id`, `not_found`. */
            "4XX": {
                headers: {
                    [name: string]: unknown;
                };
                content: {
                    "application/problem+json": components["schemas"]["Problem"];
                };
            };
            /** @description Tabellary cannot do it now; repeat the request: `internal`, `unavailable`. */
            "5XX": {
                headers: {
                    [name: string]: unknown;
                };
                content: {
                    "application/problem+json": components["schemas"]["Problem"];
                };
            };
            /** @description No body. */
            204: {
                headers: {
                    [name: string]: unknown;
                };
                content?: never;
            };
            /** @description It cannot be done: `conflict`. */
            409: {
                headers: {
                    [name: string]: unknown;
                };
                content: {
                    "application/problem+json": components["schemas"]["Problem"];
                };
            };
        };
    };
    changeSite: {
        parameters: {
            query?: never;
            header?: never;
            path: {
                id: string;
            };
            cookie?: never;
        };
        requestBody: {
            content: {
                "application/json": {
                    /**
                     * @description The contract of webhooks that name none. Not `custom`.
                     * @enum {string}
                     */
                    contract?: "pixelpatrol" | "generic" | "omnifence" | "omnifence-signed" | "moderation-ai" | "standard" | "stripe" | "github" | "pass-through" | "custom";
                    description?: string | null;
                    /** @description Unique among the sites. */
                    name?: string;
                };
            };
        };
        responses: {
            /** @description The request cannot be done; `code` and `detail` say why: `invalid_request`, `unauthorized`, `forbidden`, `cross_site_request`, `invalid_json`, `unsupported_media_type`, `payload_too_large`, `unknown_field`, `too_deep`, `unsafe_number`, `unsafe_string`, `invalid_id`, `not_found`. */
            "4XX": {
                headers: {
                    [name: string]: unknown;
                };
                content: {
                    "application/problem+json": components["schemas"]["Problem"];
                };
            };
            /** @description Tabellary cannot do it now; repeat the request: `internal`, `unavailable`. */
            "5XX": {
                headers: {
                    [name: string]: unknown;
                };
                content: {
                    "application/problem+json": components["schemas"]["Problem"];
                };
            };
            /** @description Default Response */
            200: {
                headers: {
                    [name: string]: unknown;
                };
                content: {
                    "application/json": {
                        contract: string;
                        /**
                         * Format: date-time
                         * @description ISO 8601, UTC.
                         */
                        created_at: string;
                        description: string | null;
                        id: string;
                        /** @description The hub's own site: its webhooks hear of failing webhooks. */
                        is_operator: boolean;
                        name: string;
                    };
                };
            };
            /** @description It cannot be done: `conflict`. */
            409: {
                headers: {
                    [name: string]: unknown;
                };
                content: {
                    "application/problem+json": components["schemas"]["Problem"];
                };
            };
        };
    };
    listSources: {
        parameters: {
            query?: {
                /** @description The `next_cursor` of the page before. */
                cursor?: string;
                /** @description How many at most. */
                limit?: number;
                /** @description For an admin key: the site to act on. Left out, the site `default`. */
                site_id?: string;
                /** @description Each with how it stands, as when it is read alone. */
                with_state?: boolean;
            };
            header?: never;
            path?: never;
            cookie?: never;
        };
        requestBody?: never;
        responses: {
            /** @description The request cannot be done; `code` and `detail` say why: `invalid_request`, `unauthorized`, `forbidden`, `cross_site_request`, `unknown_field`, `invalid_cursor`, `not_found`. */
            "4XX": {
                headers: {
                    [name: string]: unknown;
                };
                content: {
                    "application/problem+json": components["schemas"]["Problem"];
                };
            };
            /** @description Tabellary cannot do it now; repeat the request: `internal`, `unavailable`. */
            "5XX": {
                headers: {
                    [name: string]: unknown;
                };
                content: {
                    "application/problem+json": components["schemas"]["Problem"];
                };
            };
            /** @description Default Response */
            200: {
                headers: {
                    [name: string]: unknown;
                };
                content: {
                    "application/json": {
                        /** @description Pass as `cursor` to go on. Null at the end. A page may be short and still have one. */
                        next_cursor: string | null;
                        sources: components["schemas"]["Source"][];
                    };
                };
            };
        };
    };
    createSource: {
        parameters: {
            query?: {
                /** @description For an admin key: the site to act on. Left out, the site `default`. */
                site_id?: string;
            };
            header?: never;
            path?: never;
            cookie?: never;
        };
        requestBody: {
            content: {
                "application/json": {
                    /** @description Off: what comes is answered, and makes no events. */
                    active?: boolean;
                    /** @description Addresses and ranges (CIDR) that may send. Handshakes are answered wherever they come from. */
                    allowed_ips?: string[] | null;
                    /** @description How far a timestamp may be off. Left out: what the platform says. */
                    max_age_seconds?: number | null;
                    /** @description What comes of these types is judged; what changes or deletes it follows. */
                    moderate?: ("comment.created" | "post.created")[] | null;
                    name?: string | null;
                    /** @description A name or alias of `GET /v1/platforms`. */
                    platform: string;
                    poll?: {
                        /** @description Left out: as often as the platform finds polite. */
                        interval_seconds?: number | null;
                        /** @description What to ask for, by the platform's own names. */
                        subject?: {
                            [key: string]: string;
                        };
                    } | null;
                    /** @description How the sender is asked for what was missed, where it does not send again. */
                    reconcile?: Record<string, never> | null;
                    /** @description By the platform's own names, see `GET /v1/platforms`. A list holds every value that is valid now; the first signs. Null takes one away; names left out stay. */
                    secrets?: {
                        [key: string]: string | string[] | null;
                    } | null;
                    /** @description The same as `secrets.verifyToken`. */
                    verify_token?: string | null;
                };
            };
        };
        responses: {
            /** @description The request cannot be done; `code` and `detail` say why: `invalid_request`, `unauthorized`, `forbidden`, `cross_site_request`, `invalid_json`, `unsupported_media_type`, `payload_too_large`, `unknown_field`, `too_deep`, `unsafe_number`, `unsafe_string`, `not_found`. */
            "4XX": {
                headers: {
                    [name: string]: unknown;
                };
                content: {
                    "application/problem+json": components["schemas"]["Problem"];
                };
            };
            /** @description Tabellary cannot do it now; repeat the request: `internal`, `unavailable`. */
            "5XX": {
                headers: {
                    [name: string]: unknown;
                };
                content: {
                    "application/problem+json": components["schemas"]["Problem"];
                };
            };
            /** @description Default Response */
            201: {
                headers: {
                    [name: string]: unknown;
                };
                content: {
                    "application/json": components["schemas"]["Source"];
                };
            };
        };
    };
    getSource: {
        parameters: {
            query?: {
                /** @description For an admin key: the site to act on. Left out, the site `default`. */
                site_id?: string;
            };
            header?: never;
            path: {
                id: string;
            };
            cookie?: never;
        };
        requestBody?: never;
        responses: {
            /** @description The request cannot be done; `code` and `detail` say why: `invalid_request`, `unauthorized`, `forbidden`, `cross_site_request`, `unknown_field`, `invalid_id`, `not_found`. */
            "4XX": {
                headers: {
                    [name: string]: unknown;
                };
                content: {
                    "application/problem+json": components["schemas"]["Problem"];
                };
            };
            /** @description Tabellary cannot do it now; repeat the request: `internal`, `unavailable`. */
            "5XX": {
                headers: {
                    [name: string]: unknown;
                };
                content: {
                    "application/problem+json": components["schemas"]["Problem"];
                };
            };
            /** @description Default Response */
            200: {
                headers: {
                    [name: string]: unknown;
                };
                content: {
                    "application/json": components["schemas"]["Source"];
                };
            };
        };
    };
    deleteSource: {
        parameters: {
            query?: {
                /** @description For an admin key: the site to act on. Left out, the site `default`. */
                site_id?: string;
            };
            header?: never;
            path: {
                id: string;
            };
            cookie?: never;
        };
        requestBody?: never;
        responses: {
            /** @description The request cannot be done; `code` and `detail` say why: `invalid_request`, `unauthorized`, `forbidden`, `cross_site_request`, `invalid_json`, `unsupported_media_type`, `payload_too_large`, `unknown_field`, `too_deep`, `unsafe_number`, `unsafe_string`, `invalid_id`, `not_found`. */
            "4XX": {
                headers: {
                    [name: string]: unknown;
                };
                content: {
                    "application/problem+json": components["schemas"]["Problem"];
                };
            };
            /** @description Tabellary cannot do it now; repeat the request: `internal`, `unavailable`. */
            "5XX": {
                headers: {
                    [name: string]: unknown;
                };
                content: {
                    "application/problem+json": components["schemas"]["Problem"];
                };
            };
            /** @description No body. */
            204: {
                headers: {
                    [name: string]: unknown;
                };
                content?: never;
            };
        };
    };
    changeSource: {
        parameters: {
            query?: {
                /** @description For an admin key: the site to act on. Left out, the site `default`. */
                site_id?: string;
            };
            header?: never;
            path: {
                id: string;
            };
            cookie?: never;
        };
        requestBody: {
            content: {
                "application/json": {
                    /** @description Off: what comes is answered, and makes no events. */
                    active?: boolean;
                    /** @description Addresses and ranges (CIDR) that may send. Handshakes are answered wherever they come from. */
                    allowed_ips?: string[] | null;
                    /** @description How far a timestamp may be off. Left out: what the platform says. */
                    max_age_seconds?: number | null;
                    /** @description What comes of these types is judged; what changes or deletes it follows. */
                    moderate?: ("comment.created" | "post.created")[] | null;
                    name?: string | null;
                    poll?: {
                        /** @description Left out: as often as the platform finds polite. */
                        interval_seconds?: number | null;
                        /** @description What to ask for, by the platform's own names. */
                        subject?: {
                            [key: string]: string;
                        };
                    } | null;
                    /** @description How the sender is asked for what was missed, where it does not send again. */
                    reconcile?: Record<string, never> | null;
                    /** @description By the platform's own names, see `GET /v1/platforms`. A list holds every value that is valid now; the first signs. Null takes one away; names left out stay. */
                    secrets?: {
                        [key: string]: string | string[] | null;
                    } | null;
                    /** @description The same as `secrets.verifyToken`. */
                    verify_token?: string | null;
                };
            };
        };
        responses: {
            /** @description The request cannot be done; `code` and `detail` say why: `invalid_request`, `unauthorized`, `forbidden`, `cross_site_request`, `invalid_json`, `unsupported_media_type`, `payload_too_large`, `unknown_field`, `too_deep`, `unsafe_number`, `unsafe_string`, `invalid_id`, `not_found`. */
            "4XX": {
                headers: {
                    [name: string]: unknown;
                };
                content: {
                    "application/problem+json": components["schemas"]["Problem"];
                };
            };
            /** @description Tabellary cannot do it now; repeat the request: `internal`, `unavailable`. */
            "5XX": {
                headers: {
                    [name: string]: unknown;
                };
                content: {
                    "application/problem+json": components["schemas"]["Problem"];
                };
            };
            /** @description Default Response */
            200: {
                headers: {
                    [name: string]: unknown;
                };
                content: {
                    "application/json": components["schemas"]["Source"];
                };
            };
            /** @description It cannot be done: `conflict`. */
            409: {
                headers: {
                    [name: string]: unknown;
                };
                content: {
                    "application/problem+json": components["schemas"]["Problem"];
                };
            };
        };
    };
    rememberSourceJob: {
        parameters: {
            query?: {
                /** @description For an admin key: the site to act on. Left out, the site `default`. */
                site_id?: string;
            };
            header?: never;
            path: {
                id: string;
            };
            cookie?: never;
        };
        requestBody: {
            content: {
                "application/json": {
                    /** @description As the sender answered the submission. */
                    job_id: string;
                    /**
                     * @description How long it may take: 15 minutes for video and audio, 5 for the others. Left out: `text`.
                     * @enum {string}
                     */
                    kind?: "prompt" | "text" | "image" | "video" | "audio";
                    /** @description What you know it by. */
                    reference?: string | null;
                };
            };
        };
        responses: {
            /** @description The request cannot be done; `code` and `detail` say why: `invalid_request`, `unauthorized`, `forbidden`, `cross_site_request`, `invalid_json`, `unsupported_media_type`, `payload_too_large`, `unknown_field`, `too_deep`, `unsafe_number`, `unsafe_string`, `invalid_id`, `not_found`. */
            "4XX": {
                headers: {
                    [name: string]: unknown;
                };
                content: {
                    "application/problem+json": components["schemas"]["Problem"];
                };
            };
            /** @description Tabellary cannot do it now; repeat the request: `internal`, `unavailable`. */
            "5XX": {
                headers: {
                    [name: string]: unknown;
                };
                content: {
                    "application/problem+json": components["schemas"]["Problem"];
                };
            };
            /** @description Default Response */
            200: {
                headers: {
                    [name: string]: unknown;
                };
                content: {
                    "application/json": {
                        /**
                         * Format: date-time
                         * @description When it is taken for failed.
                         */
                        deadline_at: string;
                        job_id: string;
                        /** @enum {string} */
                        kind: "prompt" | "text" | "image" | "video" | "audio";
                        reference: string | null;
                    };
                };
            };
            /** @description Default Response */
            201: {
                headers: {
                    [name: string]: unknown;
                };
                content: {
                    "application/json": {
                        /**
                         * Format: date-time
                         * @description When it is taken for failed.
                         */
                        deadline_at: string;
                        job_id: string;
                        /** @enum {string} */
                        kind: "prompt" | "text" | "image" | "video" | "audio";
                        reference: string | null;
                    };
                };
            };
            /** @description It cannot be done: `conflict`. */
            409: {
                headers: {
                    [name: string]: unknown;
                };
                content: {
                    "application/problem+json": components["schemas"]["Problem"];
                };
            };
        };
    };
    listMessages: {
        parameters: {
            query?: {
                /** @description The `next_cursor` of the page before. */
                cursor?: string;
                /** @description RFC 3339: made at this time or later. */
                from?: string;
                /** @description How many at most. */
                limit?: number;
                /** @description For an admin key: the site to act on. Left out, the site `default`. */
                site_id?: string;
                /** @description RFC 3339: made before this time. */
                to?: string;
                /** @description `accepted`: it made at least one event. `duplicate`: all of its events had come before. `ignored`: it tells of nothing. `rejected`: see `reason`. */
                verdict?: "accepted" | "duplicate" | "ignored" | "rejected";
            };
            header?: never;
            path: {
                id: string;
            };
            cookie?: never;
        };
        requestBody?: never;
        responses: {
            /** @description The request cannot be done; `code` and `detail` say why: `invalid_request`, `unauthorized`, `forbidden`, `cross_site_request`, `unknown_field`, `invalid_cursor`, `invalid_id`, `not_found`. */
            "4XX": {
                headers: {
                    [name: string]: unknown;
                };
                content: {
                    "application/problem+json": components["schemas"]["Problem"];
                };
            };
            /** @description Tabellary cannot do it now; repeat the request: `internal`, `unavailable`. */
            "5XX": {
                headers: {
                    [name: string]: unknown;
                };
                content: {
                    "application/problem+json": components["schemas"]["Problem"];
                };
            };
            /** @description Default Response */
            200: {
                headers: {
                    [name: string]: unknown;
                };
                content: {
                    "application/json": {
                        messages: components["schemas"]["Message"][];
                        /** @description Pass as `cursor` to go on. Null at the end. A page may be short and still have one. */
                        next_cursor: string | null;
                    };
                };
            };
        };
    };
    getMessage: {
        parameters: {
            query?: {
                /** @description For an admin key: the site to act on. Left out, the site `default`. */
                site_id?: string;
            };
            header?: never;
            path: {
                id: string;
                message_id: string;
            };
            cookie?: never;
        };
        requestBody?: never;
        responses: {
            /** @description The request cannot be done; `code` and `detail` say why: `invalid_request`, `unauthorized`, `forbidden`, `cross_site_request`, `unknown_field`, `invalid_id`, `not_found`. */
            "4XX": {
                headers: {
                    [name: string]: unknown;
                };
                content: {
                    "application/problem+json": components["schemas"]["Problem"];
                };
            };
            /** @description Tabellary cannot do it now; repeat the request: `internal`, `unavailable`. */
            "5XX": {
                headers: {
                    [name: string]: unknown;
                };
                content: {
                    "application/problem+json": components["schemas"]["Problem"];
                };
            };
            /** @description Default Response */
            200: {
                headers: {
                    [name: string]: unknown;
                };
                content: {
                    "application/json": components["schemas"]["MessageDetail"];
                };
            };
        };
    };
    replayMessage: {
        parameters: {
            query?: {
                /** @description For an admin key: the site to act on. Left out, the site `default`. */
                site_id?: string;
            };
            header?: never;
            path: {
                id: string;
                message_id: string;
            };
            cookie?: never;
        };
        requestBody: {
            content: {
                "application/json": {
                    /** @description Make its events anew, also those that are there. Left out: an event that is there already is not sent again. */
                    again?: boolean;
                } | null;
            };
        };
        responses: {
            /** @description The request cannot be done; `code` and `detail` say why: `invalid_request`, `unauthorized`, `forbidden`, `cross_site_request`, `invalid_json`, `unsupported_media_type`, `payload_too_large`, `unknown_field`, `too_deep`, `unsafe_number`, `unsafe_string`, `invalid_id`, `not_found`. */
            "4XX": {
                headers: {
                    [name: string]: unknown;
                };
                content: {
                    "application/problem+json": components["schemas"]["Problem"];
                };
            };
            /** @description Tabellary cannot do it now; repeat the request: `internal`, `unavailable`. */
            "5XX": {
                headers: {
                    [name: string]: unknown;
                };
                content: {
                    "application/problem+json": components["schemas"]["Problem"];
                };
            };
            /** @description Default Response */
            200: {
                headers: {
                    [name: string]: unknown;
                };
                content: {
                    "application/json": {
                        detail: string | null;
                        /** @description The events that it made. */
                        events: string[];
                        /** @description The replay is a message of its own. Null when it was rejected. */
                        message_id: string | null;
                        reason: string | null;
                        /** @description The events that are there already, and were not sent again. */
                        repeated: string[];
                        /**
                         * @description `accepted`: it made at least one event. `duplicate`: all of its events had come before. `ignored`: it tells of nothing. `rejected`: see `reason`.
                         * @enum {string}
                         */
                        verdict: "accepted" | "duplicate" | "ignored" | "rejected";
                    };
                };
            };
            /** @description It cannot be done: `conflict`. */
            409: {
                headers: {
                    [name: string]: unknown;
                };
                content: {
                    "application/problem+json": components["schemas"]["Problem"];
                };
            };
            /** @description It cannot be done: `overloaded`. */
            429: {
                headers: {
                    [name: string]: unknown;
                };
                content: {
                    "application/problem+json": components["schemas"]["Problem"];
                };
            };
        };
    };
    pollSource: {
        parameters: {
            query?: {
                /** @description For an admin key: the site to act on. Left out, the site `default`. */
                site_id?: string;
            };
            header?: never;
            path: {
                id: string;
            };
            cookie?: never;
        };
        requestBody?: never;
        responses: {
            /** @description The request cannot be done; `code` and `detail` say why: `invalid_request`, `unauthorized`, `forbidden`, `cross_site_request`, `invalid_json`, `unsupported_media_type`, `payload_too_large`, `unknown_field`, `too_deep`, `unsafe_number`, `unsafe_string`, `invalid_id`, `not_found`. */
            "4XX": {
                headers: {
                    [name: string]: unknown;
                };
                content: {
                    "application/problem+json": components["schemas"]["Problem"];
                };
            };
            /** @description Tabellary cannot do it now; repeat the request: `internal`, `unavailable`. */
            "5XX": {
                headers: {
                    [name: string]: unknown;
                };
                content: {
                    "application/problem+json": components["schemas"]["Problem"];
                };
            };
            /** @description Default Response */
            200: {
                headers: {
                    [name: string]: unknown;
                };
                content: {
                    "application/json": {
                        /** @description Events that had come before. */
                        duplicates: number;
                        /** @description The new events, oldest first. */
                        event_ids: string[];
                        /** @description Items that came, each a message. */
                        messages: number;
                        /**
                         * Format: date-time
                         * @description ISO 8601, UTC.
                         */
                        next_at: string;
                    };
                };
            };
            /** @description It cannot be done: `conflict`. */
            409: {
                headers: {
                    [name: string]: unknown;
                };
                content: {
                    "application/problem+json": components["schemas"]["Problem"];
                };
            };
            /** @description It cannot be done: `platform_failed`. */
            502: {
                headers: {
                    [name: string]: unknown;
                };
                content: {
                    "application/problem+json": components["schemas"]["Problem"];
                };
            };
        };
    };
    listSourceRegistrations: {
        parameters: {
            query?: {
                /** @description For an admin key: the site to act on. Left out, the site `default`. */
                site_id?: string;
            };
            header?: never;
            path: {
                id: string;
            };
            cookie?: never;
        };
        requestBody?: never;
        responses: {
            /** @description The request cannot be done; `code` and `detail` say why: `invalid_request`, `unauthorized`, `forbidden`, `cross_site_request`, `unknown_field`, `invalid_id`, `not_found`. */
            "4XX": {
                headers: {
                    [name: string]: unknown;
                };
                content: {
                    "application/problem+json": components["schemas"]["Problem"];
                };
            };
            /** @description Tabellary cannot do it now; repeat the request: `internal`, `unavailable`. */
            "5XX": {
                headers: {
                    [name: string]: unknown;
                };
                content: {
                    "application/problem+json": components["schemas"]["Problem"];
                };
            };
            /** @description Default Response */
            200: {
                headers: {
                    [name: string]: unknown;
                };
                content: {
                    "application/json": {
                        /**
                         * @description `unlistable`: the platform has no list. `portal`: a person finds it there. `failed`: it could not be asked, and what is shown is what was noted.
                         * @enum {string}
                         */
                        listing: "listed" | "unlistable" | "portal" | "failed";
                        message: string | null;
                        registrations: {
                            /**
                             * Format: date-time
                             * @description ISO 8601, UTC.
                             */
                            ends_at: string | null;
                            /** @description What the platform said last, where it refused. */
                            error: string | null;
                            /** @description As the platform knows it. */
                            id: string;
                            /** @description Made by this source. */
                            is_ours: boolean;
                            /**
                             * Format: date-time
                             * @description When it is asked for again, by itself.
                             */
                            renews_at: string | null;
                            /**
                             * @description `pending`: the platform has not confirmed it yet. `inactive`: it sends nothing there. `denied`: it refused. `missing`: made here, and not listed there any more. `unknown`: it does not say.
                             * @enum {string}
                             */
                            state: "active" | "pending" | "inactive" | "denied" | "ended" | "missing" | "unknown";
                            /** @description Where it sends. Null: the platform does not tell. */
                            url: string | null;
                        }[];
                    };
                };
            };
        };
    };
    registerSource: {
        parameters: {
            query?: {
                /** @description For an admin key: the site to act on. Left out, the site `default`. */
                site_id?: string;
            };
            header?: never;
            path: {
                id: string;
            };
            cookie?: never;
        };
        requestBody: {
            content: {
                "application/json": {
                    /** @description What is subscribed to, by the platform's own names: `events` (GitHub), `channel` (YouTube). */
                    options?: Record<string, never>;
                };
            };
        };
        responses: {
            /** @description The request cannot be done; `code` and `detail` say why: `invalid_request`, `unauthorized`, `forbidden`, `cross_site_request`, `invalid_json`, `unsupported_media_type`, `payload_too_large`, `unknown_field`, `too_deep`, `unsafe_number`, `unsafe_string`, `invalid_id`, `not_found`. */
            "4XX": {
                headers: {
                    [name: string]: unknown;
                };
                content: {
                    "application/problem+json": components["schemas"]["Problem"];
                };
            };
            /** @description Tabellary cannot do it now; repeat the request: `internal`, `unavailable`. */
            "5XX": {
                headers: {
                    [name: string]: unknown;
                };
                content: {
                    "application/problem+json": components["schemas"]["Problem"];
                };
            };
            /** @description Default Response */
            200: {
                headers: {
                    [name: string]: unknown;
                };
                content: {
                    "application/json": {
                        by_hand: {
                            /** @description What to enter there, as it is. */
                            values: {
                                is_secret: boolean;
                                name: string;
                                value: string;
                            }[];
                            where: string;
                        } | null;
                        registration: {
                            /**
                             * Format: date-time
                             * @description ISO 8601, UTC.
                             */
                            ends_at: string | null;
                            /** @description What the platform said last, where it refused. */
                            error: string | null;
                            /** @description As the platform knows it. */
                            id: string;
                            /** @description Made by this source. */
                            is_ours: boolean;
                            /**
                             * Format: date-time
                             * @description When it is asked for again, by itself.
                             */
                            renews_at: string | null;
                            /**
                             * @description `pending`: the platform has not confirmed it yet. `inactive`: it sends nothing there. `denied`: it refused. `missing`: made here, and not listed there any more. `unknown`: it does not say.
                             * @enum {string}
                             */
                            state: "active" | "pending" | "inactive" | "denied" | "ended" | "missing" | "unknown";
                            /** @description Where it sends. Null: the platform does not tell. */
                            url: string | null;
                        } | null;
                    };
                };
            };
            /** @description Default Response */
            201: {
                headers: {
                    [name: string]: unknown;
                };
                content: {
                    "application/json": {
                        by_hand: {
                            /** @description What to enter there, as it is. */
                            values: {
                                is_secret: boolean;
                                name: string;
                                value: string;
                            }[];
                            where: string;
                        } | null;
                        registration: {
                            /**
                             * Format: date-time
                             * @description ISO 8601, UTC.
                             */
                            ends_at: string | null;
                            /** @description What the platform said last, where it refused. */
                            error: string | null;
                            /** @description As the platform knows it. */
                            id: string;
                            /** @description Made by this source. */
                            is_ours: boolean;
                            /**
                             * Format: date-time
                             * @description When it is asked for again, by itself.
                             */
                            renews_at: string | null;
                            /**
                             * @description `pending`: the platform has not confirmed it yet. `inactive`: it sends nothing there. `denied`: it refused. `missing`: made here, and not listed there any more. `unknown`: it does not say.
                             * @enum {string}
                             */
                            state: "active" | "pending" | "inactive" | "denied" | "ended" | "missing" | "unknown";
                            /** @description Where it sends. Null: the platform does not tell. */
                            url: string | null;
                        } | null;
                    };
                };
            };
            /** @description It cannot be done: `conflict`. */
            409: {
                headers: {
                    [name: string]: unknown;
                };
                content: {
                    "application/problem+json": components["schemas"]["Problem"];
                };
            };
            /** @description It cannot be done: `platform_failed`. */
            502: {
                headers: {
                    [name: string]: unknown;
                };
                content: {
                    "application/problem+json": components["schemas"]["Problem"];
                };
            };
        };
    };
    endSourceRegistration: {
        parameters: {
            query: {
                registration_id: string;
                /** @description For an admin key: the site to act on. Left out, the site `default`. */
                site_id?: string;
            };
            header?: never;
            path: {
                id: string;
            };
            cookie?: never;
        };
        requestBody?: never;
        responses: {
            /** @description The request cannot be done; `code` and `detail` say why: `invalid_request`, `unauthorized`, `forbidden`, `cross_site_request`, `invalid_json`, `unsupported_media_type`, `payload_too_large`, `unknown_field`, `too_deep`, `unsafe_number`, `unsafe_string`, `invalid_id`, `not_found`. */
            "4XX": {
                headers: {
                    [name: string]: unknown;
                };
                content: {
                    "application/problem+json": components["schemas"]["Problem"];
                };
            };
            /** @description Tabellary cannot do it now; repeat the request: `internal`, `unavailable`. */
            "5XX": {
                headers: {
                    [name: string]: unknown;
                };
                content: {
                    "application/problem+json": components["schemas"]["Problem"];
                };
            };
            /** @description No body. */
            204: {
                headers: {
                    [name: string]: unknown;
                };
                content?: never;
            };
            /** @description It cannot be done: `conflict`. */
            409: {
                headers: {
                    [name: string]: unknown;
                };
                content: {
                    "application/problem+json": components["schemas"]["Problem"];
                };
            };
            /** @description It cannot be done: `platform_failed`. */
            502: {
                headers: {
                    [name: string]: unknown;
                };
                content: {
                    "application/problem+json": components["schemas"]["Problem"];
                };
            };
        };
    };
    replayMessages: {
        parameters: {
            query?: {
                /** @description For an admin key: the site to act on. Left out, the site `default`. */
                site_id?: string;
            };
            header?: never;
            path: {
                id: string;
            };
            cookie?: never;
        };
        requestBody: {
            content: {
                "application/json": {
                    /** @description Make its events anew, also those that are there. Left out: an event that is there already is not sent again. */
                    again?: boolean;
                    /** @description The `next_cursor` of the answer before. */
                    cursor?: string;
                    /** @description RFC 3339: what came at this time or later. */
                    from: string;
                    /** @description How many at most. Left out: 100. */
                    limit?: number;
                    /** @description RFC 3339: what came before this time. Left out: now. */
                    to?: string;
                };
            };
        };
        responses: {
            /** @description The request cannot be done; `code` and `detail` say why: `invalid_request`, `unauthorized`, `forbidden`, `cross_site_request`, `invalid_json`, `unsupported_media_type`, `payload_too_large`, `unknown_field`, `too_deep`, `unsafe_number`, `unsafe_string`, `invalid_cursor`, `invalid_id`, `not_found`. */
            "4XX": {
                headers: {
                    [name: string]: unknown;
                };
                content: {
                    "application/problem+json": components["schemas"]["Problem"];
                };
            };
            /** @description Tabellary cannot do it now; repeat the request: `internal`, `unavailable`. */
            "5XX": {
                headers: {
                    [name: string]: unknown;
                };
                content: {
                    "application/problem+json": components["schemas"]["Problem"];
                };
            };
            /** @description Default Response */
            200: {
                headers: {
                    [name: string]: unknown;
                };
                content: {
                    "application/json": {
                        /** @description How many events are there already, and were not sent again. */
                        duplicates: number;
                        /** @description How many events they made. */
                        events: number;
                        /** @description Pass as `cursor` to go on. Null at the end. A page may be short and still have one. */
                        next_cursor: string | null;
                        /** @description How many messages could not be read, or are not genuine. */
                        rejected: number;
                        /** @description How many messages. */
                        replayed: number;
                    };
                };
            };
            /** @description It cannot be done: `overloaded`. */
            429: {
                headers: {
                    [name: string]: unknown;
                };
                content: {
                    "application/problem+json": components["schemas"]["Problem"];
                };
            };
        };
    };
    testSource: {
        parameters: {
            query?: {
                /** @description For an admin key: the site to act on. Left out, the site `default`. */
                site_id?: string;
            };
            header?: never;
            path: {
                id: string;
            };
            cookie?: never;
        };
        requestBody?: never;
        responses: {
            /** @description The request cannot be done; `code` and `detail` say why: `invalid_request`, `unauthorized`, `forbidden`, `cross_site_request`, `invalid_json`, `unsupported_media_type`, `payload_too_large`, `unknown_field`, `too_deep`, `unsafe_number`, `unsafe_string`, `invalid_id`, `not_found`. */
            "4XX": {
                headers: {
                    [name: string]: unknown;
                };
                content: {
                    "application/problem+json": components["schemas"]["Problem"];
                };
            };
            /** @description Tabellary cannot do it now; repeat the request: `internal`, `unavailable`. */
            "5XX": {
                headers: {
                    [name: string]: unknown;
                };
                content: {
                    "application/problem+json": components["schemas"]["Problem"];
                };
            };
            /** @description Default Response */
            200: {
                headers: {
                    [name: string]: unknown;
                };
                content: {
                    "application/json": {
                        /** @description The body of the answer. */
                        answer: string | null;
                        duration_ms: number;
                        /** @description Why it was not reached. */
                        error: string | null;
                        /** @description The events that it made. They are delivered like any other. */
                        events: string[];
                        /** @description The message that was kept of it. */
                        message_id: string | null;
                        /** @description Why it was rejected, or ignored. */
                        reason: string | null;
                        /** @description What the ingress answered. Null: it was not reached. */
                        status_code: number | null;
                        /** @enum {string|null} */
                        verdict: "accepted" | "duplicate" | "ignored" | "rejected" | null;
                    };
                };
            };
            /** @description It cannot be done: `conflict`. */
            409: {
                headers: {
                    [name: string]: unknown;
                };
                content: {
                    "application/problem+json": components["schemas"]["Problem"];
                };
            };
        };
    };
    rotateSourceToken: {
        parameters: {
            query?: {
                /** @description For an admin key: the site to act on. Left out, the site `default`. */
                site_id?: string;
            };
            header?: never;
            path: {
                id: string;
            };
            cookie?: never;
        };
        requestBody: {
            content: {
                "application/json": {
                    /** @description For how long the old token is taken as well; 0: not at all. Left out: 86400. */
                    overlap_seconds?: number;
                } | null;
            };
        };
        responses: {
            /** @description The request cannot be done; `code` and `detail` say why: `invalid_request`, `unauthorized`, `forbidden`, `cross_site_request`, `invalid_json`, `unsupported_media_type`, `payload_too_large`, `unknown_field`, `too_deep`, `unsafe_number`, `unsafe_string`, `invalid_id`, `not_found`. */
            "4XX": {
                headers: {
                    [name: string]: unknown;
                };
                content: {
                    "application/problem+json": components["schemas"]["Problem"];
                };
            };
            /** @description Tabellary cannot do it now; repeat the request: `internal`, `unavailable`. */
            "5XX": {
                headers: {
                    [name: string]: unknown;
                };
                content: {
                    "application/problem+json": components["schemas"]["Problem"];
                };
            };
            /** @description Default Response */
            200: {
                headers: {
                    [name: string]: unknown;
                };
                content: {
                    "application/json": components["schemas"]["Source"];
                };
            };
            /** @description It cannot be done: `conflict`. */
            409: {
                headers: {
                    [name: string]: unknown;
                };
                content: {
                    "application/problem+json": components["schemas"]["Problem"];
                };
            };
        };
    };
    getStats: {
        parameters: {
            query?: {
                /** @description For an admin key: the whole hub, and not one site. */
                all?: boolean;
                /** @description RFC 3339. Left out: an hour before `to`. */
                from?: string;
                /** @description For an admin key: the site to act on. Left out, the site `default`. */
                site_id?: string;
                /** @description Seconds: one of 60, 120, 300, 900, 1800, 3600, 10800, 21600, 86400, 259200, 604800. Left out, it is chosen: a minute for up to two hours, a day for many months. Steps of less than an hour are known of the last 48 hours. */
                step?: number;
                /** @description RFC 3339. Left out, or in the future: now. */
                to?: string;
                /** @description Only what became of this webhook's deliveries. */
                webhook_id?: string;
            };
            header?: never;
            path?: never;
            cookie?: never;
        };
        requestBody?: never;
        responses: {
            /** @description The request cannot be done; `code` and `detail` say why: `unauthorized`, `forbidden`, `cross_site_request`, `not_found`. */
            "4XX": {
                headers: {
                    [name: string]: unknown;
                };
                content: {
                    "application/problem+json": components["schemas"]["Problem"];
                };
            };
            /** @description Tabellary cannot do it now; repeat the request: `internal`, `unavailable`. */
            "5XX": {
                headers: {
                    [name: string]: unknown;
                };
                content: {
                    "application/problem+json": components["schemas"]["Problem"];
                };
            };
            /** @description Default Response */
            200: {
                headers: {
                    [name: string]: unknown;
                };
                content: {
                    "application/json": {
                        /**
                         * Format: date-time
                         * @description ISO 8601, UTC.
                         */
                        from: string;
                        /** @description One for every step, oldest first. */
                        points: components["schemas"]["FigurePoint"][];
                        step_s: number;
                        /**
                         * Format: date-time
                         * @description ISO 8601, UTC.
                         */
                        to: string;
                        totals: components["schemas"]["FigureTotals"];
                    };
                };
            };
            /** @description It cannot be done: `invalid_request`, `unknown_field`, `invalid_id`. */
            400: {
                headers: {
                    [name: string]: unknown;
                };
                content: {
                    "application/problem+json": components["schemas"]["Problem"];
                };
            };
        };
    };
    getNow: {
        parameters: {
            query?: {
                /** @description For an admin key: the whole hub, and not one site. */
                all?: boolean;
                /** @description For an admin key: the site to act on. Left out, the site `default`. */
                site_id?: string;
            };
            header?: never;
            path?: never;
            cookie?: never;
        };
        requestBody?: never;
        responses: {
            /** @description The request cannot be done; `code` and `detail` say why: `invalid_request`, `unauthorized`, `forbidden`, `cross_site_request`, `unknown_field`, `not_found`. */
            "4XX": {
                headers: {
                    [name: string]: unknown;
                };
                content: {
                    "application/problem+json": components["schemas"]["Problem"];
                };
            };
            /** @description Tabellary cannot do it now; repeat the request: `internal`, `unavailable`. */
            "5XX": {
                headers: {
                    [name: string]: unknown;
                };
                content: {
                    "application/problem+json": components["schemas"]["Problem"];
                };
            };
            /** @description Default Response */
            200: {
                headers: {
                    [name: string]: unknown;
                };
                content: {
                    "application/json": components["schemas"]["Now"];
                };
            };
        };
    };
    getWebhookStats: {
        parameters: {
            query?: {
                /** @description The `next_cursor` of the page before. */
                cursor?: string;
                /** @description RFC 3339. Left out: an hour before `to`. */
                from?: string;
                /** @description At most 200 ids with commas between them: those of them that are there. */
                ids?: string;
                /** @description How many at most. */
                limit?: number;
                /** @description Words, each of which is a part of the address, the description, an event type, the contract or the id; in whatever case. */
                q?: string;
                /** @description For an admin key: the site to act on. Left out, the site `default`. */
                site_id?: string;
                /** @description RFC 3339. Left out, or in the future: now. */
                to?: string;
            };
            header?: never;
            path?: never;
            cookie?: never;
        };
        requestBody?: never;
        responses: {
            /** @description The request cannot be done; `code` and `detail` say why: `unauthorized`, `forbidden`, `cross_site_request`, `not_found`. */
            "4XX": {
                headers: {
                    [name: string]: unknown;
                };
                content: {
                    "application/problem+json": components["schemas"]["Problem"];
                };
            };
            /** @description Tabellary cannot do it now; repeat the request: `internal`, `unavailable`. */
            "5XX": {
                headers: {
                    [name: string]: unknown;
                };
                content: {
                    "application/problem+json": components["schemas"]["Problem"];
                };
            };
            /** @description Default Response */
            200: {
                headers: {
                    [name: string]: unknown;
                };
                content: {
                    "application/json": {
                        /**
                         * Format: date-time
                         * @description ISO 8601, UTC.
                         */
                        from: string;
                        /** @description Pass as `cursor` to go on. Null at the end. A page may be short and still have one. */
                        next_cursor: string | null;
                        step_s: number;
                        /**
                         * Format: date-time
                         * @description ISO 8601, UTC.
                         */
                        to: string;
                        webhooks: {
                            /** @description Deliveries that failed for good. */
                            failed: number;
                            /** @description How long attempts took: half of them at most this. Null where there was none. */
                            p50_ms: number | null;
                            /** @description Steps in which something was counted. */
                            points: {
                                /**
                                 * Format: date-time
                                 * @description ISO 8601, UTC.
                                 */
                                at: string;
                                /** @description Deliveries that failed for good. */
                                failed: number;
                                /** @description How long attempts took: half of them at most this. Null where there was none. */
                                p50_ms: number | null;
                                /** @description Deliveries that succeeded. */
                                success: number;
                            }[];
                            /** @description Deliveries that succeeded. */
                            success: number;
                            /** @description 0 to 1; null where nothing ended. */
                            success_rate: number | null;
                            webhook_id: string;
                        }[];
                    };
                };
            };
            /** @description It cannot be done: `invalid_request`, `unknown_field`, `invalid_cursor`, `invalid_id`. */
            400: {
                headers: {
                    [name: string]: unknown;
                };
                content: {
                    "application/problem+json": components["schemas"]["Problem"];
                };
            };
        };
    };
    follow: {
        parameters: {
            query?: {
                /** @description For an admin key: the whole hub, and not one site. */
                all?: boolean;
                /** @description Some of event, delivery, message, figures, with commas between. Left out: all that the key may see. */
                only?: string;
                /** @description For an admin key: the site to act on. Left out, the site `default`. */
                site_id?: string;
                /** @description Only events of this type, and their deliveries. */
                type?: string;
                /** @description Only this webhook's deliveries, and the events it was owed. */
                webhook_id?: string;
            };
            header?: never;
            path?: never;
            cookie?: never;
        };
        requestBody?: never;
        responses: {
            /** @description The request cannot be done; `code` and `detail` say why: `unauthorized`, `forbidden`, `cross_site_request`, `not_found`. */
            "4XX": {
                headers: {
                    [name: string]: unknown;
                };
                content: {
                    "application/problem+json": components["schemas"]["Problem"];
                };
            };
            /** @description Tabellary cannot do it now; repeat the request: `internal`, `unavailable`. */
            "5XX": {
                headers: {
                    [name: string]: unknown;
                };
                content: {
                    "application/problem+json": components["schemas"]["Problem"];
                };
            };
            /** @description Default Response */
            200: {
                headers: {
                    [name: string]: unknown;
                };
                content: {
                    "text/event-stream": string;
                };
            };
            /** @description It cannot be done: `invalid_request`, `unknown_field`, `invalid_id`. */
            400: {
                headers: {
                    [name: string]: unknown;
                };
                content: {
                    "application/problem+json": components["schemas"]["Problem"];
                };
            };
            /** @description It cannot be done: `overloaded`. */
            429: {
                headers: {
                    [name: string]: unknown;
                };
                content: {
                    "application/problem+json": components["schemas"]["Problem"];
                };
            };
        };
    };
    verify: {
        parameters: {
            query?: never;
            header?: never;
            path?: never;
            cookie?: never;
        };
        requestBody: {
            content: {
                "application/json": {
                    /** @description As it came, to the byte; or body_base64. */
                    body?: string;
                    body_base64?: string;
                    /** @enum {string} */
                    contract: "pixelpatrol" | "generic" | "omnifence" | "omnifence-signed" | "moderation-ai" | "standard" | "stripe" | "github" | "pass-through" | "custom";
                    /** @description The options of the contract `custom`. They are shown as they are: a credential belongs into the webhook's `headers`. */
                    custom_contract?: Record<string, never> | null;
                    /** @description As they came. A header that came more than once is a list. */
                    headers: {
                        [key: string]: string | string[];
                    };
                    /** @description RFC 3339: judge as of this time. */
                    now?: string;
                    secret?: string;
                    secrets?: string[];
                    /** @description Null: any age. */
                    tolerance_seconds?: number | null;
                };
            };
        };
        responses: {
            /** @description The request cannot be done; `code` and `detail` say why: `invalid_request`, `unauthorized`, `forbidden`, `cross_site_request`, `invalid_json`, `unsupported_media_type`, `payload_too_large`, `unknown_field`, `too_deep`, `unsafe_number`, `unsafe_string`. */
            "4XX": {
                headers: {
                    [name: string]: unknown;
                };
                content: {
                    "application/problem+json": components["schemas"]["Problem"];
                };
            };
            /** @description Tabellary cannot do it now; repeat the request: `internal`, `unavailable`. */
            "5XX": {
                headers: {
                    [name: string]: unknown;
                };
                content: {
                    "application/problem+json": components["schemas"]["Problem"];
                };
            };
            /** @description Default Response */
            200: {
                headers: {
                    [name: string]: unknown;
                };
                content: {
                    "application/json": {
                        contract: string;
                        /** @description Headers that would have verified, with the first secret. */
                        expected?: {
                            [key: string]: string;
                        };
                        hints: string[];
                        ok: boolean;
                        reason?: string;
                        steps: {
                            detail: string;
                            ok: boolean;
                            /** @enum {string} */
                            step: "body" | "secret" | "signature header" | "id" | "timestamp" | "signature";
                        }[];
                    };
                };
            };
        };
    };
    listWebhooks: {
        parameters: {
            query?: {
                /** @description The `next_cursor` of the page before. */
                cursor?: string;
                /** @description At most 200 ids with commas between them: those of them that are there. */
                ids?: string;
                /** @description How many at most. */
                limit?: number;
                /** @description Words, each of which is a part of the address, the description, an event type, the contract or the id; in whatever case. */
                q?: string;
                /** @description For an admin key: the site to act on. Left out, the site `default`. */
                site_id?: string;
            };
            header?: never;
            path?: never;
            cookie?: never;
        };
        requestBody?: never;
        responses: {
            /** @description The request cannot be done; `code` and `detail` say why: `unauthorized`, `forbidden`, `cross_site_request`, `not_found`. */
            "4XX": {
                headers: {
                    [name: string]: unknown;
                };
                content: {
                    "application/problem+json": components["schemas"]["Problem"];
                };
            };
            /** @description Tabellary cannot do it now; repeat the request: `internal`, `unavailable`. */
            "5XX": {
                headers: {
                    [name: string]: unknown;
                };
                content: {
                    "application/problem+json": components["schemas"]["Problem"];
                };
            };
            /** @description Default Response */
            200: {
                headers: {
                    [name: string]: unknown;
                };
                content: {
                    "application/json": {
                        /** @description Pass as `cursor` to go on. Null at the end. A page may be short and still have one. */
                        next_cursor: string | null;
                        webhooks: components["schemas"]["Webhook"][];
                    };
                };
            };
            /** @description It cannot be done: `invalid_request`, `unknown_field`, `invalid_cursor`, `invalid_id`. */
            400: {
                headers: {
                    [name: string]: unknown;
                };
                content: {
                    "application/problem+json": components["schemas"]["Problem"];
                };
            };
        };
    };
    createWebhook: {
        parameters: {
            query?: {
                /** @description For an admin key: the site to act on. Left out, the site `default`. */
                site_id?: string;
            };
            header?: never;
            path?: never;
            cookie?: never;
        };
        requestBody: {
            content: {
                "application/json": {
                    /** @description The owner's switch. Off: new events skip it, what waits is held. */
                    active?: boolean;
                    /** @enum {string|null} */
                    contract?: "pixelpatrol" | "generic" | "omnifence" | "omnifence-signed" | "moderation-ai" | "standard" | "stripe" | "github" | "pass-through" | "custom" | null;
                    /** @description The options of the contract `custom`. They are shown as they are: a credential belongs into the webhook's `headers`. */
                    custom_contract?: Record<string, never> | null;
                    description?: string | null;
                    /** @description Exact types, `comment.*` or `*`. */
                    events: string[];
                    /** @description A condition that the event must meet, such as `{"path": "data.id", "exists": true}`: docs/filters.md. */
                    filter?: Record<string, never> | null;
                    headers?: {
                        [key: string]: string;
                    } | null;
                    /** @enum {string|null} */
                    ordering?: "none" | "webhook" | "key" | null;
                    /** @description Seconds before attempt 1, 2, …, each from the end of the one before. */
                    retry_schedule?: number[] | null;
                    /** @description Left out, one is generated. */
                    secret?: string | null;
                    /** @description Ids of sources: only their events, and none of the API. */
                    sources?: string[] | null;
                    timeout_ms?: number | null;
                    /** @description http or https, without credentials or fragment. */
                    url: string;
                };
            };
        };
        responses: {
            /** @description The request cannot be done; `code` and `detail` say why: `invalid_request`, `unauthorized`, `forbidden`, `cross_site_request`, `invalid_json`, `unsupported_media_type`, `payload_too_large`, `unknown_field`, `not_found`. */
            "4XX": {
                headers: {
                    [name: string]: unknown;
                };
                content: {
                    "application/problem+json": components["schemas"]["Problem"];
                };
            };
            /** @description Tabellary cannot do it now; repeat the request: `internal`, `unavailable`. */
            "5XX": {
                headers: {
                    [name: string]: unknown;
                };
                content: {
                    "application/problem+json": components["schemas"]["Problem"];
                };
            };
            /** @description Default Response */
            201: {
                headers: {
                    [name: string]: unknown;
                };
                content: {
                    "application/json": components["schemas"]["Webhook"];
                };
            };
            /** @description It cannot be done: `too_deep`, `unsafe_number`, `unsafe_string`, `url_not_allowed`. */
            422: {
                headers: {
                    [name: string]: unknown;
                };
                content: {
                    "application/problem+json": components["schemas"]["Problem"];
                };
            };
        };
    };
    getWebhook: {
        parameters: {
            query?: {
                /** @description For an admin key: the site to act on. Left out, the site `default`. */
                site_id?: string;
            };
            header?: never;
            path: {
                id: string;
            };
            cookie?: never;
        };
        requestBody?: never;
        responses: {
            /** @description The request cannot be done; `code` and `detail` say why: `invalid_request`, `unauthorized`, `forbidden`, `cross_site_request`, `unknown_field`, `invalid_id`, `not_found`. */
            "4XX": {
                headers: {
                    [name: string]: unknown;
                };
                content: {
                    "application/problem+json": components["schemas"]["Problem"];
                };
            };
            /** @description Tabellary cannot do it now; repeat the request: `internal`, `unavailable`. */
            "5XX": {
                headers: {
                    [name: string]: unknown;
                };
                content: {
                    "application/problem+json": components["schemas"]["Problem"];
                };
            };
            /** @description Default Response */
            200: {
                headers: {
                    [name: string]: unknown;
                };
                content: {
                    "application/json": components["schemas"]["Webhook"];
                };
            };
        };
    };
    deleteWebhook: {
        parameters: {
            query?: {
                /** @description For an admin key: the site to act on. Left out, the site `default`. */
                site_id?: string;
            };
            header?: never;
            path: {
                id: string;
            };
            cookie?: never;
        };
        requestBody?: never;
        responses: {
            /** @description The request cannot be done; `code` and `detail` say why: `invalid_request`, `unauthorized`, `forbidden`, `cross_site_request`, `invalid_json`, `unsupported_media_type`, `payload_too_large`, `unknown_field`, `too_deep`, `unsafe_number`, `unsafe_string`, `invalid_id`, `not_found`. */
            "4XX": {
                headers: {
                    [name: string]: unknown;
                };
                content: {
                    "application/problem+json": components["schemas"]["Problem"];
                };
            };
            /** @description Tabellary cannot do it now; repeat the request: `internal`, `unavailable`. */
            "5XX": {
                headers: {
                    [name: string]: unknown;
                };
                content: {
                    "application/problem+json": components["schemas"]["Problem"];
                };
            };
            /** @description No body. */
            204: {
                headers: {
                    [name: string]: unknown;
                };
                content?: never;
            };
        };
    };
    changeWebhook: {
        parameters: {
            query?: {
                /** @description For an admin key: the site to act on. Left out, the site `default`. */
                site_id?: string;
            };
            header?: never;
            path: {
                id: string;
            };
            cookie?: never;
        };
        requestBody: {
            content: {
                "application/json": {
                    /** @description The owner's switch. Off: new events skip it, what waits is held. */
                    active?: boolean;
                    /** @enum {string|null} */
                    contract?: "pixelpatrol" | "generic" | "omnifence" | "omnifence-signed" | "moderation-ai" | "standard" | "stripe" | "github" | "pass-through" | "custom" | null;
                    /** @description The options of the contract `custom`. They are shown as they are: a credential belongs into the webhook's `headers`. */
                    custom_contract?: Record<string, never> | null;
                    description?: string | null;
                    /** @description Exact types, `comment.*` or `*`. */
                    events?: string[];
                    /** @description A condition that the event must meet, such as `{"path": "data.id", "exists": true}`: docs/filters.md. */
                    filter?: Record<string, never> | null;
                    headers?: {
                        [key: string]: string;
                    } | null;
                    /** @enum {string|null} */
                    ordering?: "none" | "webhook" | "key" | null;
                    /** @description Seconds before attempt 1, 2, …, each from the end of the one before. */
                    retry_schedule?: number[] | null;
                    /** @description Left out, one is generated. */
                    secret?: string | null;
                    /** @description Ids of sources: only their events, and none of the API. */
                    sources?: string[] | null;
                    timeout_ms?: number | null;
                    /** @description http or https, without credentials or fragment. */
                    url?: string;
                };
            };
        };
        responses: {
            /** @description The request cannot be done; `code` and `detail` say why: `invalid_request`, `unauthorized`, `forbidden`, `cross_site_request`, `invalid_json`, `unsupported_media_type`, `payload_too_large`, `unknown_field`, `invalid_id`, `not_found`. */
            "4XX": {
                headers: {
                    [name: string]: unknown;
                };
                content: {
                    "application/problem+json": components["schemas"]["Problem"];
                };
            };
            /** @description Tabellary cannot do it now; repeat the request: `internal`, `unavailable`. */
            "5XX": {
                headers: {
                    [name: string]: unknown;
                };
                content: {
                    "application/problem+json": components["schemas"]["Problem"];
                };
            };
            /** @description Default Response */
            200: {
                headers: {
                    [name: string]: unknown;
                };
                content: {
                    "application/json": components["schemas"]["Webhook"];
                };
            };
            /** @description It cannot be done: `conflict`. */
            409: {
                headers: {
                    [name: string]: unknown;
                };
                content: {
                    "application/problem+json": components["schemas"]["Problem"];
                };
            };
            /** @description It cannot be done: `too_deep`, `unsafe_number`, `unsafe_string`, `url_not_allowed`. */
            422: {
                headers: {
                    [name: string]: unknown;
                };
                content: {
                    "application/problem+json": components["schemas"]["Problem"];
                };
            };
        };
    };
    listWebhookDeliveries: {
        parameters: {
            query?: {
                /** @description The `next_cursor` of the page before. */
                cursor?: string;
                event_type?: string;
                /** @description RFC 3339: made at this time or later. */
                from?: string;
                /** @description How many at most. */
                limit?: number;
                /** @description For an admin key: the site to act on. Left out, the site `default`. */
                site_id?: string;
                /** @description `held`: its webhook is inactive. `cancelling`: an attempt is under way, after which it ends. */
                status?: "pending" | "held" | "cancelling" | "success" | "failed" | "cancelled";
                /** @description RFC 3339: made before this time. */
                to?: string;
            };
            header?: never;
            path: {
                id: string;
            };
            cookie?: never;
        };
        requestBody?: never;
        responses: {
            /** @description The request cannot be done; `code` and `detail` say why: `invalid_request`, `unauthorized`, `forbidden`, `cross_site_request`, `unknown_field`, `invalid_cursor`, `invalid_id`, `not_found`. */
            "4XX": {
                headers: {
                    [name: string]: unknown;
                };
                content: {
                    "application/problem+json": components["schemas"]["Problem"];
                };
            };
            /** @description Tabellary cannot do it now; repeat the request: `internal`, `unavailable`. */
            "5XX": {
                headers: {
                    [name: string]: unknown;
                };
                content: {
                    "application/problem+json": components["schemas"]["Problem"];
                };
            };
            /** @description Default Response */
            200: {
                headers: {
                    [name: string]: unknown;
                };
                content: {
                    "application/json": {
                        deliveries: {
                            /** @description How many were made. */
                            attempts: number;
                            /**
                             * Format: date-time
                             * @description ISO 8601, UTC.
                             */
                            delivered_at?: string;
                            /** @description Of the last attempt, when it failed. */
                            error?: string;
                            event_id: string;
                            id: string;
                            /**
                             * @description `held`: its webhook is inactive. `cancelling`: an attempt is under way, after which it ends.
                             * @enum {string}
                             */
                            status: "pending" | "held" | "cancelling" | "success" | "failed" | "cancelled";
                            /** @description Of the last attempt; null when nothing answered. */
                            status_code: number | null;
                        }[];
                        /** @description Pass as `cursor` to go on. Null at the end. A page may be short and still have one. */
                        next_cursor: string | null;
                    };
                };
            };
        };
    };
    getWebhookHealth: {
        parameters: {
            query?: {
                /** @description For an admin key: the site to act on. Left out, the site `default`. */
                site_id?: string;
            };
            header?: never;
            path: {
                id: string;
            };
            cookie?: never;
        };
        requestBody?: never;
        responses: {
            /** @description The request cannot be done; `code` and `detail` say why: `invalid_request`, `unauthorized`, `forbidden`, `cross_site_request`, `unknown_field`, `invalid_id`, `not_found`. */
            "4XX": {
                headers: {
                    [name: string]: unknown;
                };
                content: {
                    "application/problem+json": components["schemas"]["Problem"];
                };
            };
            /** @description Tabellary cannot do it now; repeat the request: `internal`, `unavailable`. */
            "5XX": {
                headers: {
                    [name: string]: unknown;
                };
                content: {
                    "application/problem+json": components["schemas"]["Problem"];
                };
            };
            /** @description Default Response */
            200: {
                headers: {
                    [name: string]: unknown;
                };
                content: {
                    "application/json": {
                        active: boolean;
                        /** @enum {string} */
                        health: "healthy" | "failing";
                        last_failure: {
                            /**
                             * Format: date-time
                             * @description When its last attempt began.
                             */
                            at: string | null;
                            delivery_id: string;
                            error: string | null;
                            event_id: string;
                            event_type: string;
                            /**
                             * Format: date-time
                             * @description ISO 8601, UTC.
                             */
                            next_attempt_at: string | null;
                            status_code: number | null;
                        } | null;
                        /**
                         * Format: date-time
                         * @description Of the newest delivery that succeeded.
                         */
                        last_success_at: string | null;
                        owed: {
                            /** @description Counted up to 10000. */
                            count: number;
                            /** @description There are more than were counted. */
                            more: boolean;
                        };
                        /**
                         * Format: date-time
                         * @description ISO 8601, UTC.
                         */
                        since: string | null;
                    };
                };
            };
        };
    };
    getWebhookSecret: {
        parameters: {
            query?: {
                /** @description For an admin key: the site to act on. Left out, the site `default`. */
                site_id?: string;
            };
            header?: never;
            path: {
                id: string;
            };
            cookie?: never;
        };
        requestBody?: never;
        responses: {
            /** @description The request cannot be done; `code` and `detail` say why: `invalid_request`, `unauthorized`, `forbidden`, `cross_site_request`, `unknown_field`, `invalid_id`, `not_found`. */
            "4XX": {
                headers: {
                    [name: string]: unknown;
                };
                content: {
                    "application/problem+json": components["schemas"]["Problem"];
                };
            };
            /** @description Tabellary cannot do it now; repeat the request: `internal`, `unavailable`. */
            "5XX": {
                headers: {
                    [name: string]: unknown;
                };
                content: {
                    "application/problem+json": components["schemas"]["Problem"];
                };
            };
            /** @description Default Response */
            200: {
                headers: {
                    [name: string]: unknown;
                };
                content: {
                    "application/json": {
                        /** @description Prepared: signs too where the format carries a list of signatures. */
                        next: string | null;
                        /** @description Signs too, in such formats, until `previous_until`. */
                        previous: string | null;
                        /**
                         * Format: date-time
                         * @description ISO 8601, UTC.
                         */
                        previous_until: string | null;
                        /** @description The one that signs. */
                        secret: string;
                    };
                };
            };
        };
    };
    prepareWebhookSecret: {
        parameters: {
            query?: {
                /** @description For an admin key: the site to act on. Left out, the site `default`. */
                site_id?: string;
            };
            header?: never;
            path: {
                id: string;
            };
            cookie?: never;
        };
        requestBody: {
            content: {
                "application/json": {
                    /** @description Left out, one is generated. */
                    secret?: string | null;
                } | null;
            };
        };
        responses: {
            /** @description The request cannot be done; `code` and `detail` say why: `invalid_request`, `unauthorized`, `forbidden`, `cross_site_request`, `invalid_json`, `unsupported_media_type`, `payload_too_large`, `unknown_field`, `too_deep`, `unsafe_number`, `unsafe_string`, `invalid_id`, `not_found`. */
            "4XX": {
                headers: {
                    [name: string]: unknown;
                };
                content: {
                    "application/problem+json": components["schemas"]["Problem"];
                };
            };
            /** @description Tabellary cannot do it now; repeat the request: `internal`, `unavailable`. */
            "5XX": {
                headers: {
                    [name: string]: unknown;
                };
                content: {
                    "application/problem+json": components["schemas"]["Problem"];
                };
            };
            /** @description Default Response */
            200: {
                headers: {
                    [name: string]: unknown;
                };
                content: {
                    "application/json": {
                        /** @description Prepared: signs too where the format carries a list of signatures. */
                        next: string | null;
                        /** @description Signs too, in such formats, until `previous_until`. */
                        previous: string | null;
                        /**
                         * Format: date-time
                         * @description ISO 8601, UTC.
                         */
                        previous_until: string | null;
                        /** @description The one that signs. */
                        secret: string;
                    };
                };
            };
            /** @description It cannot be done: `conflict`. */
            409: {
                headers: {
                    [name: string]: unknown;
                };
                content: {
                    "application/problem+json": components["schemas"]["Problem"];
                };
            };
        };
    };
    promoteWebhookSecret: {
        parameters: {
            query?: {
                /** @description For an admin key: the site to act on. Left out, the site `default`. */
                site_id?: string;
            };
            header?: never;
            path: {
                id: string;
            };
            cookie?: never;
        };
        requestBody?: never;
        responses: {
            /** @description The request cannot be done; `code` and `detail` say why: `invalid_request`, `unauthorized`, `forbidden`, `cross_site_request`, `invalid_json`, `unsupported_media_type`, `payload_too_large`, `unknown_field`, `too_deep`, `unsafe_number`, `unsafe_string`, `invalid_id`, `not_found`. */
            "4XX": {
                headers: {
                    [name: string]: unknown;
                };
                content: {
                    "application/problem+json": components["schemas"]["Problem"];
                };
            };
            /** @description Tabellary cannot do it now; repeat the request: `internal`, `unavailable`. */
            "5XX": {
                headers: {
                    [name: string]: unknown;
                };
                content: {
                    "application/problem+json": components["schemas"]["Problem"];
                };
            };
            /** @description Default Response */
            200: {
                headers: {
                    [name: string]: unknown;
                };
                content: {
                    "application/json": {
                        /** @description Prepared: signs too where the format carries a list of signatures. */
                        next: string | null;
                        /** @description Signs too, in such formats, until `previous_until`. */
                        previous: string | null;
                        /**
                         * Format: date-time
                         * @description ISO 8601, UTC.
                         */
                        previous_until: string | null;
                        /** @description The one that signs. */
                        secret: string;
                    };
                };
            };
            /** @description It cannot be done: `conflict`. */
            409: {
                headers: {
                    [name: string]: unknown;
                };
                content: {
                    "application/problem+json": components["schemas"]["Problem"];
                };
            };
        };
    };
    testWebhook: {
        parameters: {
            query?: {
                /** @description For an admin key: the site to act on. Left out, the site `default`. */
                site_id?: string;
            };
            header?: never;
            path: {
                id: string;
            };
            cookie?: never;
        };
        requestBody?: never;
        responses: {
            /** @description The request cannot be done; `code` and `detail` say why: `invalid_request`, `unauthorized`, `forbidden`, `cross_site_request`, `invalid_json`, `unsupported_media_type`, `payload_too_large`, `unknown_field`, `too_deep`, `unsafe_number`, `unsafe_string`, `invalid_id`, `not_found`. */
            "4XX": {
                headers: {
                    [name: string]: unknown;
                };
                content: {
                    "application/problem+json": components["schemas"]["Problem"];
                };
            };
            /** @description Tabellary cannot do it now; repeat the request: `internal`, `unavailable`. */
            "5XX": {
                headers: {
                    [name: string]: unknown;
                };
                content: {
                    "application/problem+json": components["schemas"]["Problem"];
                };
            };
            /** @description Default Response */
            202: {
                headers: {
                    [name: string]: unknown;
                };
                content: {
                    "application/json": {
                        delivery_id: string;
                        event_id: string;
                    };
                };
            };
            /** @description It cannot be done: `overloaded`. */
            429: {
                headers: {
                    [name: string]: unknown;
                };
                content: {
                    "application/problem+json": components["schemas"]["Problem"];
                };
            };
        };
    };
}
