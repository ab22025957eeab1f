/**
 * What the service takes and answers, by path and method. Made of its OpenAPI document by `npm run client`: not to be
 * changed by hand.
 */
export interface paths {
    "/health/live": {
        parameters: {
            query?: never;
            header?: never;
            path?: never;
            cookie?: never;
        };
        /** Whether the process lives */
        get: {
            parameters: {
                query?: never;
                header?: never;
                path?: never;
                cookie?: never;
            };
            requestBody?: never;
            responses: {
                /** @description Default Response */
                200: {
                    headers: {
                        [name: string]: unknown;
                    };
                    content: {
                        "application/json": {
                            /** @enum {string} */
                            status: "ok";
                            /** @description of the service */
                            version: string;
                        };
                    };
                };
            };
        };
        put?: never;
        post?: never;
        delete?: never;
        options?: never;
        head?: never;
        patch?: never;
        trace?: never;
    };
    "/health/ready": {
        parameters: {
            query?: never;
            header?: never;
            path?: never;
            cookie?: never;
        };
        /** Whether it can take requests: Redis answers */
        get: {
            parameters: {
                query?: never;
                header?: never;
                path?: never;
                cookie?: never;
            };
            requestBody?: never;
            responses: {
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
                /** @description RFC 9457 problem details */
                401: {
                    headers: {
                        [name: string]: unknown;
                    };
                    content: {
                        "application/json": components["schemas"]["Problem"];
                    };
                };
                /** @description RFC 9457 problem details */
                503: {
                    headers: {
                        [name: string]: unknown;
                    };
                    content: {
                        "application/json": components["schemas"]["Problem"];
                    };
                };
            };
        };
        put?: never;
        post?: never;
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
        /** Metrics for Prometheus */
        get: {
            parameters: {
                query?: never;
                header?: never;
                path?: never;
                cookie?: never;
            };
            requestBody?: never;
            responses: {
                /** @description Default Response */
                200: {
                    headers: {
                        [name: string]: unknown;
                    };
                    content?: never;
                };
            };
        };
        put?: never;
        post?: never;
        delete?: never;
        options?: never;
        head?: never;
        patch?: never;
        trace?: never;
    };
    "/v1/activity": {
        parameters: {
            query?: never;
            header?: never;
            path?: never;
            cookie?: never;
        };
        /** What the service is at */
        get: {
            parameters: {
                query?: never;
                header?: never;
                path?: never;
                cookie?: never;
            };
            requestBody?: never;
            responses: {
                /** @description Default Response */
                200: {
                    headers: {
                        [name: string]: unknown;
                    };
                    content: {
                        "application/json": {
                            /** @description of jobs, by their kind */
                            lines: {
                                /** @enum {unknown} */
                                kind: "train" | "import" | "evaluate" | "predict" | "sweep";
                                running: number;
                                /** @description workers that take jobs of this kind, one each at a time; 0: nothing of it runs */
                                slots: number;
                                waiting: number;
                            }[];
                            /** @description on which this api runs */
                            machine: {
                                cores: number;
                                freeMemoryBytes: number;
                                /** @description the mean number of running processes in the last minute; one a core is the machine's all */
                                load: number;
                                memoryBytes: number;
                                /** @description of the api, by its oldest process */
                                uptimeSeconds: number;
                            };
                            /** @description that this api computed, in all of its processes */
                            predictions: {
                                answered: number;
                                failed: number;
                                p50Ms: number | null;
                                p99Ms: number | null;
                                perSecond: number;
                                /** @description that were looked back */
                                seconds: number;
                            };
                        };
                    };
                };
                /** @description RFC 9457 problem details */
                401: {
                    headers: {
                        [name: string]: unknown;
                    };
                    content: {
                        "application/json": components["schemas"]["Problem"];
                    };
                };
                /** @description RFC 9457 problem details */
                503: {
                    headers: {
                        [name: string]: unknown;
                    };
                    content: {
                        "application/json": components["schemas"]["Problem"];
                    };
                };
            };
        };
        put?: never;
        post?: never;
        delete?: never;
        options?: never;
        head?: never;
        patch?: never;
        trace?: never;
    };
    "/v1/batch-predictions": {
        parameters: {
            query?: never;
            header?: never;
            path?: never;
            cookie?: never;
        };
        get?: never;
        put?: never;
        /**
         * Predict a whole dataset
         * @description A job that predicts every row into a file, to be fetched from `/v1/jobs/{id}/output`. With `Prefer: wait=SECONDS` (at most 300) the answer waits for the end of the job, whatever it is.
         */
        post: {
            parameters: {
                query?: never;
                header?: {
                    /** @description A name of this request, new for each: sent again under it, it makes no second job but answers with the first one. Kept for at least a day. */
                    "idempotency-key"?: string;
                };
                path?: never;
                cookie?: never;
            };
            requestBody: {
                content: {
                    /**
                     * @example {
                     *       "model": "customers",
                     *       "dataset": "new-customers",
                     *       "format": "csv",
                     *       "columns": "all"
                     *     }
                     */
                    "application/json": components["schemas"]["BatchPredictionRequest"];
                };
            };
            responses: {
                /** @description An import has no model, network, training, evaluation or version; a sweep no training or evaluation. The version of an evaluation or a batch prediction is the one that is used; `base` is the version that a training starts from. */
                200: {
                    headers: {
                        [name: string]: unknown;
                    };
                    content: {
                        "application/json": components["schemas"]["Job"];
                    };
                };
                /** @description An import has no model, network, training, evaluation or version; a sweep no training or evaluation. The version of an evaluation or a batch prediction is the one that is used; `base` is the version that a training starts from. */
                202: {
                    headers: {
                        [name: string]: unknown;
                    };
                    content: {
                        "application/json": components["schemas"]["Job"];
                    };
                };
                /** @description RFC 9457 problem details */
                400: {
                    headers: {
                        [name: string]: unknown;
                    };
                    content: {
                        "application/json": components["schemas"]["Problem"];
                    };
                };
                /** @description RFC 9457 problem details */
                401: {
                    headers: {
                        [name: string]: unknown;
                    };
                    content: {
                        "application/json": components["schemas"]["Problem"];
                    };
                };
                /** @description RFC 9457 problem details */
                413: {
                    headers: {
                        [name: string]: unknown;
                    };
                    content: {
                        "application/json": components["schemas"]["Problem"];
                    };
                };
                /** @description RFC 9457 problem details */
                415: {
                    headers: {
                        [name: string]: unknown;
                    };
                    content: {
                        "application/json": components["schemas"]["Problem"];
                    };
                };
                /** @description RFC 9457 problem details */
                422: {
                    headers: {
                        [name: string]: unknown;
                    };
                    content: {
                        "application/json": components["schemas"]["Problem"];
                    };
                };
                /** @description RFC 9457 problem details */
                429: {
                    headers: {
                        [name: string]: unknown;
                    };
                    content: {
                        "application/json": components["schemas"]["Problem"];
                    };
                };
                /** @description RFC 9457 problem details */
                503: {
                    headers: {
                        [name: string]: unknown;
                    };
                    content: {
                        "application/json": components["schemas"]["Problem"];
                    };
                };
            };
        };
        delete?: never;
        options?: never;
        head?: never;
        patch?: never;
        trace?: never;
    };
    "/v1/datasets": {
        parameters: {
            query?: never;
            header?: never;
            path?: never;
            cookie?: never;
        };
        /** The datasets there are, by name */
        get: {
            parameters: {
                query?: {
                    /** @description name of the last dataset of the page before */
                    after?: string;
                    limit?: number;
                };
                header?: never;
                path?: never;
                cookie?: never;
            };
            requestBody?: never;
            responses: {
                /** @description Default Response */
                200: {
                    headers: {
                        [name: string]: unknown;
                    };
                    content: {
                        "application/json": {
                            data: components["schemas"]["Dataset"][];
                            hasMore: boolean;
                        };
                    };
                };
                /** @description RFC 9457 problem details */
                400: {
                    headers: {
                        [name: string]: unknown;
                    };
                    content: {
                        "application/json": components["schemas"]["Problem"];
                    };
                };
                /** @description RFC 9457 problem details */
                401: {
                    headers: {
                        [name: string]: unknown;
                    };
                    content: {
                        "application/json": components["schemas"]["Problem"];
                    };
                };
                /** @description RFC 9457 problem details */
                503: {
                    headers: {
                        [name: string]: unknown;
                    };
                    content: {
                        "application/json": components["schemas"]["Problem"];
                    };
                };
            };
        };
        put?: never;
        /**
         * Upload a dataset
         * @description Files by multipart, in any order with the fields, or values in JSON. A job imports them; with `Prefer: wait=SECONDS` (at most 300) the answer waits for it. The same upload under the same name is the same dataset, and the webhook that came with it first stands.
         */
        post: {
            parameters: {
                query?: never;
                header?: never;
                path?: never;
                cookie?: never;
            };
            requestBody: {
                content: {
                    "application/json": {
                        /** a name of 1 to 64 letters, digits, dots, dashes or underscores that starts with a letter or digit */
                        name: string;
                        options?: components["schemas"]["ImportOptions"];
                        rows: {
                            [key: string]: unknown;
                        }[];
                        webhook?: components["schemas"]["WebhookRequest"];
                    } | {
                        inputs: unknown[];
                        labels?: unknown[];
                        /** a name of 1 to 64 letters, digits, dots, dashes or underscores that starts with a letter or digit */
                        name: string;
                        options?: components["schemas"]["ImportOptions"];
                        webhook?: components["schemas"]["WebhookRequest"];
                    };
                    "multipart/form-data": {
                        /** @description one or more, each in a part of its own */
                        file: string[];
                        /** a name of 1 to 64 letters, digits, dots, dashes or underscores that starts with a letter or digit */
                        name: string;
                        options?: components["schemas"]["ImportOptions"];
                        webhook?: components["schemas"]["WebhookRequest"];
                    };
                };
            };
            responses: {
                /** @description Default Response */
                200: {
                    headers: {
                        [name: string]: unknown;
                    };
                    content: {
                        "application/json": components["schemas"]["Dataset"];
                    };
                };
                /** @description Default Response */
                201: {
                    headers: {
                        [name: string]: unknown;
                    };
                    content: {
                        "application/json": components["schemas"]["Dataset"];
                    };
                };
                /** @description Default Response */
                202: {
                    headers: {
                        [name: string]: unknown;
                    };
                    content: {
                        "application/json": components["schemas"]["Dataset"];
                    };
                };
                /** @description RFC 9457 problem details */
                400: {
                    headers: {
                        [name: string]: unknown;
                    };
                    content: {
                        "application/json": components["schemas"]["Problem"];
                    };
                };
                /** @description RFC 9457 problem details */
                401: {
                    headers: {
                        [name: string]: unknown;
                    };
                    content: {
                        "application/json": components["schemas"]["Problem"];
                    };
                };
                /** @description RFC 9457 problem details */
                408: {
                    headers: {
                        [name: string]: unknown;
                    };
                    content: {
                        "application/json": components["schemas"]["Problem"];
                    };
                };
                /** @description RFC 9457 problem details */
                409: {
                    headers: {
                        [name: string]: unknown;
                    };
                    content: {
                        "application/json": components["schemas"]["Problem"];
                    };
                };
                /** @description RFC 9457 problem details */
                413: {
                    headers: {
                        [name: string]: unknown;
                    };
                    content: {
                        "application/json": components["schemas"]["Problem"];
                    };
                };
                /** @description RFC 9457 problem details */
                415: {
                    headers: {
                        [name: string]: unknown;
                    };
                    content: {
                        "application/json": components["schemas"]["Problem"];
                    };
                };
                /** @description RFC 9457 problem details */
                422: {
                    headers: {
                        [name: string]: unknown;
                    };
                    content: {
                        "application/json": components["schemas"]["Problem"];
                    };
                };
                /** @description RFC 9457 problem details */
                429: {
                    headers: {
                        [name: string]: unknown;
                    };
                    content: {
                        "application/json": components["schemas"]["Problem"];
                    };
                };
                /** @description RFC 9457 problem details */
                503: {
                    headers: {
                        [name: string]: unknown;
                    };
                    content: {
                        "application/json": components["schemas"]["Problem"];
                    };
                };
            };
        };
        delete?: never;
        options?: never;
        head?: never;
        patch?: never;
        trace?: never;
    };
    "/v1/datasets/{name}": {
        parameters: {
            query?: never;
            header?: never;
            path?: never;
            cookie?: never;
        };
        /** One dataset */
        get: {
            parameters: {
                query?: never;
                header?: never;
                path: {
                    name: string;
                };
                cookie?: never;
            };
            requestBody?: never;
            responses: {
                /** @description Default Response */
                200: {
                    headers: {
                        [name: string]: unknown;
                    };
                    content: {
                        "application/json": components["schemas"]["Dataset"];
                    };
                };
                /** @description RFC 9457 problem details */
                401: {
                    headers: {
                        [name: string]: unknown;
                    };
                    content: {
                        "application/json": components["schemas"]["Problem"];
                    };
                };
                /** @description RFC 9457 problem details */
                404: {
                    headers: {
                        [name: string]: unknown;
                    };
                    content: {
                        "application/json": components["schemas"]["Problem"];
                    };
                };
                /** @description RFC 9457 problem details */
                503: {
                    headers: {
                        [name: string]: unknown;
                    };
                    content: {
                        "application/json": components["schemas"]["Problem"];
                    };
                };
            };
        };
        put?: never;
        post?: never;
        /**
         * Delete a dataset
         * @description Refused while an unfinished job needs it. What was learnt from it stays.
         */
        delete: {
            parameters: {
                query?: never;
                header?: never;
                path: {
                    name: string;
                };
                cookie?: never;
            };
            requestBody?: never;
            responses: {
                /** @description Default Response */
                204: {
                    headers: {
                        [name: string]: unknown;
                    };
                    content?: never;
                };
                /** @description RFC 9457 problem details */
                401: {
                    headers: {
                        [name: string]: unknown;
                    };
                    content: {
                        "application/json": components["schemas"]["Problem"];
                    };
                };
                /** @description RFC 9457 problem details */
                404: {
                    headers: {
                        [name: string]: unknown;
                    };
                    content: {
                        "application/json": components["schemas"]["Problem"];
                    };
                };
                /** @description RFC 9457 problem details */
                409: {
                    headers: {
                        [name: string]: unknown;
                    };
                    content: {
                        "application/json": components["schemas"]["Problem"];
                    };
                };
                /** @description RFC 9457 problem details */
                503: {
                    headers: {
                        [name: string]: unknown;
                    };
                    content: {
                        "application/json": components["schemas"]["Problem"];
                    };
                };
            };
        };
        options?: never;
        head?: never;
        patch?: never;
        trace?: never;
    };
    "/v1/datasets/{name}/histogram": {
        parameters: {
            query?: never;
            header?: never;
            path?: never;
            cookie?: never;
        };
        /** How a column's numbers or times are spread */
        get: {
            parameters: {
                query: {
                    bins?: number;
                    /** @description of numbers or times */
                    column: string;
                };
                header?: never;
                path: {
                    name: string;
                };
                cookie?: never;
            };
            requestBody?: never;
            responses: {
                /** @description Default Response */
                200: {
                    headers: {
                        [name: string]: unknown;
                    };
                    content: {
                        "application/json": {
                            /** @description all as wide as each other; missing values are in none; a single one where all values are the same */
                            bins: {
                                /** @description of times: seconds since 1970 */
                                from: number;
                                rows: number;
                                /** @description excluded, but of the last bin */
                                to: number;
                            }[];
                            column: string;
                        };
                    };
                };
                /** @description RFC 9457 problem details */
                400: {
                    headers: {
                        [name: string]: unknown;
                    };
                    content: {
                        "application/json": components["schemas"]["Problem"];
                    };
                };
                /** @description RFC 9457 problem details */
                401: {
                    headers: {
                        [name: string]: unknown;
                    };
                    content: {
                        "application/json": components["schemas"]["Problem"];
                    };
                };
                /** @description RFC 9457 problem details */
                404: {
                    headers: {
                        [name: string]: unknown;
                    };
                    content: {
                        "application/json": components["schemas"]["Problem"];
                    };
                };
                /** @description RFC 9457 problem details */
                409: {
                    headers: {
                        [name: string]: unknown;
                    };
                    content: {
                        "application/json": components["schemas"]["Problem"];
                    };
                };
                /** @description RFC 9457 problem details */
                503: {
                    headers: {
                        [name: string]: unknown;
                    };
                    content: {
                        "application/json": components["schemas"]["Problem"];
                    };
                };
            };
        };
        put?: never;
        post?: never;
        delete?: never;
        options?: never;
        head?: never;
        patch?: never;
        trace?: never;
    };
    "/v1/datasets/{name}/rows": {
        parameters: {
            query?: never;
            header?: never;
            path?: never;
            cookie?: never;
        };
        /** A look at some rows */
        get: {
            parameters: {
                query?: {
                    limit?: number;
                    offset?: number;
                    /** @description of data that brings its own; default: all rows */
                    part?: "train" | "validation" | "test";
                };
                header?: never;
                path: {
                    name: string;
                };
                cookie?: never;
            };
            requestBody?: never;
            responses: {
                /** @description Default Response */
                200: {
                    headers: {
                        [name: string]: unknown;
                    };
                    content: {
                        "application/json": {
                            data: unknown[];
                            hasMore: boolean;
                        };
                    };
                };
                /** @description RFC 9457 problem details */
                400: {
                    headers: {
                        [name: string]: unknown;
                    };
                    content: {
                        "application/json": components["schemas"]["Problem"];
                    };
                };
                /** @description RFC 9457 problem details */
                401: {
                    headers: {
                        [name: string]: unknown;
                    };
                    content: {
                        "application/json": components["schemas"]["Problem"];
                    };
                };
                /** @description RFC 9457 problem details */
                404: {
                    headers: {
                        [name: string]: unknown;
                    };
                    content: {
                        "application/json": components["schemas"]["Problem"];
                    };
                };
                /** @description RFC 9457 problem details */
                409: {
                    headers: {
                        [name: string]: unknown;
                    };
                    content: {
                        "application/json": components["schemas"]["Problem"];
                    };
                };
                /** @description RFC 9457 problem details */
                503: {
                    headers: {
                        [name: string]: unknown;
                    };
                    content: {
                        "application/json": components["schemas"]["Problem"];
                    };
                };
            };
        };
        put?: never;
        post?: never;
        delete?: never;
        options?: never;
        head?: never;
        patch?: never;
        trace?: never;
    };
    "/v1/evaluations": {
        parameters: {
            query?: never;
            header?: never;
            path?: never;
            cookie?: never;
        };
        get?: never;
        put?: never;
        /**
         * Measure a version on a dataset
         * @description A job whose `evaluation` has the figures that the version's training ended with. With `Prefer: wait=SECONDS` (at most 300) the answer waits for the end of the job, whatever it is.
         */
        post: {
            parameters: {
                query?: never;
                header?: {
                    /** @description A name of this request, new for each: sent again under it, it makes no second job but answers with the first one. Kept for at least a day. */
                    "idempotency-key"?: string;
                };
                path?: never;
                cookie?: never;
            };
            requestBody: {
                content: {
                    /**
                     * @example {
                     *       "model": "digits@3",
                     *       "dataset": "more-digits"
                     *     }
                     */
                    "application/json": components["schemas"]["EvaluationRequest"];
                };
            };
            responses: {
                /** @description An import has no model, network, training, evaluation or version; a sweep no training or evaluation. The version of an evaluation or a batch prediction is the one that is used; `base` is the version that a training starts from. */
                200: {
                    headers: {
                        [name: string]: unknown;
                    };
                    content: {
                        "application/json": components["schemas"]["Job"];
                    };
                };
                /** @description An import has no model, network, training, evaluation or version; a sweep no training or evaluation. The version of an evaluation or a batch prediction is the one that is used; `base` is the version that a training starts from. */
                202: {
                    headers: {
                        [name: string]: unknown;
                    };
                    content: {
                        "application/json": components["schemas"]["Job"];
                    };
                };
                /** @description RFC 9457 problem details */
                400: {
                    headers: {
                        [name: string]: unknown;
                    };
                    content: {
                        "application/json": components["schemas"]["Problem"];
                    };
                };
                /** @description RFC 9457 problem details */
                401: {
                    headers: {
                        [name: string]: unknown;
                    };
                    content: {
                        "application/json": components["schemas"]["Problem"];
                    };
                };
                /** @description RFC 9457 problem details */
                413: {
                    headers: {
                        [name: string]: unknown;
                    };
                    content: {
                        "application/json": components["schemas"]["Problem"];
                    };
                };
                /** @description RFC 9457 problem details */
                415: {
                    headers: {
                        [name: string]: unknown;
                    };
                    content: {
                        "application/json": components["schemas"]["Problem"];
                    };
                };
                /** @description RFC 9457 problem details */
                422: {
                    headers: {
                        [name: string]: unknown;
                    };
                    content: {
                        "application/json": components["schemas"]["Problem"];
                    };
                };
                /** @description RFC 9457 problem details */
                429: {
                    headers: {
                        [name: string]: unknown;
                    };
                    content: {
                        "application/json": components["schemas"]["Problem"];
                    };
                };
                /** @description RFC 9457 problem details */
                503: {
                    headers: {
                        [name: string]: unknown;
                    };
                    content: {
                        "application/json": components["schemas"]["Problem"];
                    };
                };
            };
        };
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
        /** Jobs, newest first */
        get: {
            parameters: {
                query?: {
                    /** @description id of the last job of the page before */
                    after?: string;
                    /** @description false: all histories are empty, which makes lists of long jobs short */
                    history?: "true" | "false";
                    kind?: "train" | "import" | "evaluate" | "predict" | "sweep";
                    limit?: number;
                    model?: string;
                    status?: "queued" | "running" | "paused" | "succeeded" | "failed" | "cancelled";
                    /** @description id of a sweep: only its trainings */
                    sweep?: string;
                };
                header?: never;
                path?: never;
                cookie?: never;
            };
            requestBody?: never;
            responses: {
                /** @description Default Response */
                200: {
                    headers: {
                        [name: string]: unknown;
                    };
                    content: {
                        "application/json": {
                            data: components["schemas"]["Job"][];
                            hasMore: boolean;
                        };
                    };
                };
                /** @description RFC 9457 problem details */
                400: {
                    headers: {
                        [name: string]: unknown;
                    };
                    content: {
                        "application/json": components["schemas"]["Problem"];
                    };
                };
                /** @description RFC 9457 problem details */
                401: {
                    headers: {
                        [name: string]: unknown;
                    };
                    content: {
                        "application/json": components["schemas"]["Problem"];
                    };
                };
                /** @description RFC 9457 problem details */
                503: {
                    headers: {
                        [name: string]: unknown;
                    };
                    content: {
                        "application/json": components["schemas"]["Problem"];
                    };
                };
            };
        };
        put?: never;
        /**
         * Train a network
         * @description With `Prefer: wait=SECONDS` (at most 300) the answer waits for the end of the job, whatever it is.
         */
        post: {
            parameters: {
                query?: never;
                header?: {
                    /** @description A name of this request, new for each: sent again under it, it makes no second job but answers with the first one. Kept for at least a day. */
                    "idempotency-key"?: string;
                };
                path?: never;
                cookie?: never;
            };
            requestBody: {
                content: {
                    /**
                     * @example {
                     *       "model": "digits",
                     *       "dataset": "mnist",
                     *       "network": "cnn",
                     *       "training": {
                     *         "epochs": 5,
                     *         "batchSize": 32,
                     *         "optimizer": "adam",
                     *         "seed": 7
                     *       }
                     *     }
                     */
                    "application/json": components["schemas"]["JobRequest"];
                };
            };
            responses: {
                /** @description An import has no model, network, training, evaluation or version; a sweep no training or evaluation. The version of an evaluation or a batch prediction is the one that is used; `base` is the version that a training starts from. */
                200: {
                    headers: {
                        [name: string]: unknown;
                    };
                    content: {
                        "application/json": components["schemas"]["Job"];
                    };
                };
                /** @description An import has no model, network, training, evaluation or version; a sweep no training or evaluation. The version of an evaluation or a batch prediction is the one that is used; `base` is the version that a training starts from. */
                202: {
                    headers: {
                        [name: string]: unknown;
                    };
                    content: {
                        "application/json": components["schemas"]["Job"];
                    };
                };
                /** @description RFC 9457 problem details */
                400: {
                    headers: {
                        [name: string]: unknown;
                    };
                    content: {
                        "application/json": components["schemas"]["Problem"];
                    };
                };
                /** @description RFC 9457 problem details */
                401: {
                    headers: {
                        [name: string]: unknown;
                    };
                    content: {
                        "application/json": components["schemas"]["Problem"];
                    };
                };
                /** @description RFC 9457 problem details */
                413: {
                    headers: {
                        [name: string]: unknown;
                    };
                    content: {
                        "application/json": components["schemas"]["Problem"];
                    };
                };
                /** @description RFC 9457 problem details */
                415: {
                    headers: {
                        [name: string]: unknown;
                    };
                    content: {
                        "application/json": components["schemas"]["Problem"];
                    };
                };
                /** @description RFC 9457 problem details */
                422: {
                    headers: {
                        [name: string]: unknown;
                    };
                    content: {
                        "application/json": components["schemas"]["Problem"];
                    };
                };
                /** @description RFC 9457 problem details */
                429: {
                    headers: {
                        [name: string]: unknown;
                    };
                    content: {
                        "application/json": components["schemas"]["Problem"];
                    };
                };
                /** @description RFC 9457 problem details */
                503: {
                    headers: {
                        [name: string]: unknown;
                    };
                    content: {
                        "application/json": components["schemas"]["Problem"];
                    };
                };
            };
        };
        delete?: never;
        options?: never;
        head?: never;
        patch?: never;
        trace?: never;
    };
    "/v1/jobs/{id}": {
        parameters: {
            query?: never;
            header?: never;
            path?: never;
            cookie?: never;
        };
        /** One job */
        get: {
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
                /** @description An import has no model, network, training, evaluation or version; a sweep no training or evaluation. The version of an evaluation or a batch prediction is the one that is used; `base` is the version that a training starts from. */
                200: {
                    headers: {
                        [name: string]: unknown;
                    };
                    content: {
                        "application/json": components["schemas"]["Job"];
                    };
                };
                /** @description RFC 9457 problem details */
                401: {
                    headers: {
                        [name: string]: unknown;
                    };
                    content: {
                        "application/json": components["schemas"]["Problem"];
                    };
                };
                /** @description RFC 9457 problem details */
                404: {
                    headers: {
                        [name: string]: unknown;
                    };
                    content: {
                        "application/json": components["schemas"]["Problem"];
                    };
                };
                /** @description RFC 9457 problem details */
                503: {
                    headers: {
                        [name: string]: unknown;
                    };
                    content: {
                        "application/json": components["schemas"]["Problem"];
                    };
                };
            };
        };
        put?: never;
        post?: never;
        delete?: never;
        options?: never;
        head?: never;
        patch?: never;
        trace?: never;
    };
    "/v1/jobs/{id}/cancel": {
        parameters: {
            query?: never;
            header?: never;
            path?: never;
            cookie?: never;
        };
        get?: never;
        put?: never;
        /**
         * Cancel a job
         * @description For good; 409 once it is being published or has ended. A sweep cancels its trainings.
         */
        post: {
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
                /** @description An import has no model, network, training, evaluation or version; a sweep no training or evaluation. The version of an evaluation or a batch prediction is the one that is used; `base` is the version that a training starts from. */
                200: {
                    headers: {
                        [name: string]: unknown;
                    };
                    content: {
                        "application/json": components["schemas"]["Job"];
                    };
                };
                /** @description RFC 9457 problem details */
                401: {
                    headers: {
                        [name: string]: unknown;
                    };
                    content: {
                        "application/json": components["schemas"]["Problem"];
                    };
                };
                /** @description RFC 9457 problem details */
                404: {
                    headers: {
                        [name: string]: unknown;
                    };
                    content: {
                        "application/json": components["schemas"]["Problem"];
                    };
                };
                /** @description RFC 9457 problem details */
                409: {
                    headers: {
                        [name: string]: unknown;
                    };
                    content: {
                        "application/json": components["schemas"]["Problem"];
                    };
                };
                /** @description RFC 9457 problem details */
                503: {
                    headers: {
                        [name: string]: unknown;
                    };
                    content: {
                        "application/json": components["schemas"]["Problem"];
                    };
                };
            };
        };
        delete?: never;
        options?: never;
        head?: never;
        patch?: never;
        trace?: never;
    };
    "/v1/jobs/{id}/deliveries": {
        parameters: {
            query?: never;
            header?: never;
            path?: never;
            cookie?: never;
        };
        /**
         * What the webhook of a job was told
         * @description Oldest first, each with its newest attempts. Kept as long as the job.
         */
        get: {
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
                /** @description Default Response */
                200: {
                    headers: {
                        [name: string]: unknown;
                    };
                    content: {
                        "application/json": {
                            data: components["schemas"]["Delivery"][];
                        };
                    };
                };
                /** @description RFC 9457 problem details */
                401: {
                    headers: {
                        [name: string]: unknown;
                    };
                    content: {
                        "application/json": components["schemas"]["Problem"];
                    };
                };
                /** @description RFC 9457 problem details */
                404: {
                    headers: {
                        [name: string]: unknown;
                    };
                    content: {
                        "application/json": components["schemas"]["Problem"];
                    };
                };
                /** @description RFC 9457 problem details */
                503: {
                    headers: {
                        [name: string]: unknown;
                    };
                    content: {
                        "application/json": components["schemas"]["Problem"];
                    };
                };
            };
        };
        put?: never;
        post?: never;
        delete?: never;
        options?: never;
        head?: never;
        patch?: never;
        trace?: never;
    };
    "/v1/jobs/{id}/deliveries/{delivery}/retry": {
        parameters: {
            query?: never;
            header?: never;
            path?: never;
            cookie?: never;
        };
        get?: never;
        put?: never;
        /**
         * Send a webhook again, at once
         * @description The same message under the same id, whatever became of it so far. The answer does not wait for it.
         */
        post: {
            parameters: {
                query?: never;
                header?: never;
                path: {
                    /** @description its id, the header webhook-id */
                    delivery: string;
                    id: string;
                };
                cookie?: never;
            };
            requestBody?: never;
            responses: {
                /** @description Default Response */
                202: {
                    headers: {
                        [name: string]: unknown;
                    };
                    content: {
                        "application/json": {
                            /** @description the newest ones, oldest first */
                            attempts: {
                                /** @description UTC, ISO 8601 */
                                at: string;
                                durationMs: number | null;
                                error: string | null;
                                status: number | null;
                            }[];
                            /** @description UTC, ISO 8601 */
                            createdAt: string;
                            /** @enum {unknown} */
                            event: "job.started" | "job.paused" | "job.succeeded" | "job.failed" | "job.cancelled";
                            /** @description the header webhook-id, the same for every attempt */
                            id: string;
                            nextAttemptAt: string | null;
                            /**
                             * @description failed: after the last attempt; gone: the receiver answered 410 and is sent no more of this job
                             * @enum {unknown}
                             */
                            state: "pending" | "delivered" | "failed" | "gone";
                            url: string;
                        };
                    };
                };
                /** @description RFC 9457 problem details */
                401: {
                    headers: {
                        [name: string]: unknown;
                    };
                    content: {
                        "application/json": components["schemas"]["Problem"];
                    };
                };
                /** @description RFC 9457 problem details */
                404: {
                    headers: {
                        [name: string]: unknown;
                    };
                    content: {
                        "application/json": components["schemas"]["Problem"];
                    };
                };
                /** @description RFC 9457 problem details */
                503: {
                    headers: {
                        [name: string]: unknown;
                    };
                    content: {
                        "application/json": components["schemas"]["Problem"];
                    };
                };
            };
        };
        delete?: never;
        options?: never;
        head?: never;
        patch?: never;
        trace?: never;
    };
    "/v1/jobs/{id}/events": {
        parameters: {
            query?: never;
            header?: never;
            path?: never;
            cookie?: never;
        };
        /**
         * What happens to a job, as it happens
         * @description A stream of server-sent events that ends with the job; with `Accept: application/json` the list so far. After a `Last-Event-ID` beyond the newest event, as of a log that was lost, they come from the first one again.
         */
        get: {
            parameters: {
                query?: never;
                header?: {
                    "last-event-id"?: string;
                };
                path: {
                    id: string;
                };
                cookie?: never;
            };
            requestBody?: never;
            responses: {
                /** @description The events, one after the other */
                200: {
                    headers: {
                        [name: string]: unknown;
                    };
                    content: {
                        "application/json": {
                            data: components["schemas"]["JobEvent"][];
                        };
                        "text/event-stream": string;
                    };
                };
                /** @description RFC 9457 problem details */
                400: {
                    headers: {
                        [name: string]: unknown;
                    };
                    content: {
                        "application/json": components["schemas"]["Problem"];
                    };
                };
                /** @description RFC 9457 problem details */
                401: {
                    headers: {
                        [name: string]: unknown;
                    };
                    content: {
                        "application/json": components["schemas"]["Problem"];
                    };
                };
                /** @description RFC 9457 problem details */
                404: {
                    headers: {
                        [name: string]: unknown;
                    };
                    content: {
                        "application/json": components["schemas"]["Problem"];
                    };
                };
                /** @description RFC 9457 problem details */
                503: {
                    headers: {
                        [name: string]: unknown;
                    };
                    content: {
                        "application/json": components["schemas"]["Problem"];
                    };
                };
            };
        };
        put?: never;
        post?: never;
        delete?: never;
        options?: never;
        head?: never;
        patch?: never;
        trace?: never;
    };
    "/v1/jobs/{id}/network": {
        parameters: {
            query?: never;
            header?: never;
            path?: never;
            cookie?: never;
        };
        /** The network of a training */
        get: {
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
                /** @description Default Response */
                200: {
                    headers: {
                        [name: string]: unknown;
                    };
                    content: {
                        "application/json": {
                            inputShape: number[];
                            layers: {
                                /** @description the layers that it takes; `input` is the network's input */
                                inputs: string[];
                                name: string;
                                outputShape: number[];
                                parameters: number;
                                type: string;
                            }[];
                            parameters: number;
                        };
                    };
                };
                /** @description RFC 9457 problem details */
                401: {
                    headers: {
                        [name: string]: unknown;
                    };
                    content: {
                        "application/json": components["schemas"]["Problem"];
                    };
                };
                /** @description RFC 9457 problem details */
                404: {
                    headers: {
                        [name: string]: unknown;
                    };
                    content: {
                        "application/json": components["schemas"]["Problem"];
                    };
                };
                /** @description RFC 9457 problem details */
                409: {
                    headers: {
                        [name: string]: unknown;
                    };
                    content: {
                        "application/json": components["schemas"]["Problem"];
                    };
                };
                /** @description RFC 9457 problem details */
                503: {
                    headers: {
                        [name: string]: unknown;
                    };
                    content: {
                        "application/json": components["schemas"]["Problem"];
                    };
                };
            };
        };
        put?: never;
        post?: never;
        delete?: never;
        options?: never;
        head?: never;
        patch?: never;
        trace?: never;
    };
    "/v1/jobs/{id}/output": {
        parameters: {
            query?: never;
            header?: never;
            path?: never;
            cookie?: never;
        };
        /**
         * What a batch prediction made
         * @description The file, once the job has succeeded; 409 before. `Repr-Digest` (RFC 9530) tells its SHA-256; a `Range` of bytes goes on with a download that broke off.
         */
        get: {
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
                /** @description The file */
                200: {
                    headers: {
                        [name: string]: unknown;
                    };
                    content: {
                        "*/*": string;
                    };
                };
                /** @description The file */
                206: {
                    headers: {
                        [name: string]: unknown;
                    };
                    content: {
                        "*/*": string;
                    };
                };
                /** @description Default Response */
                304: {
                    headers: {
                        [name: string]: unknown;
                    };
                    content?: never;
                };
                /** @description RFC 9457 problem details */
                401: {
                    headers: {
                        [name: string]: unknown;
                    };
                    content: {
                        "application/json": components["schemas"]["Problem"];
                    };
                };
                /** @description RFC 9457 problem details */
                404: {
                    headers: {
                        [name: string]: unknown;
                    };
                    content: {
                        "application/json": components["schemas"]["Problem"];
                    };
                };
                /** @description RFC 9457 problem details */
                409: {
                    headers: {
                        [name: string]: unknown;
                    };
                    content: {
                        "application/json": components["schemas"]["Problem"];
                    };
                };
                /** @description RFC 9457 problem details */
                416: {
                    headers: {
                        [name: string]: unknown;
                    };
                    content: {
                        "application/json": components["schemas"]["Problem"];
                    };
                };
                /** @description RFC 9457 problem details */
                503: {
                    headers: {
                        [name: string]: unknown;
                    };
                    content: {
                        "application/json": components["schemas"]["Problem"];
                    };
                };
            };
        };
        put?: never;
        post?: never;
        delete?: never;
        options?: never;
        head?: never;
        patch?: never;
        trace?: never;
    };
    "/v1/jobs/{id}/pause": {
        parameters: {
            query?: never;
            header?: never;
            path?: never;
            cookie?: never;
        };
        get?: never;
        put?: never;
        /**
         * Pause a training or a sweep
         * @description One that runs writes a checkpoint first: the answer waits some seconds for it, and says `pausing` if it takes longer. A paused job takes no slot, needs its dataset, and waits until it is resumed or cancelled. A sweep pauses its trainings.
         */
        post: {
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
                /** @description An import has no model, network, training, evaluation or version; a sweep no training or evaluation. The version of an evaluation or a batch prediction is the one that is used; `base` is the version that a training starts from. */
                200: {
                    headers: {
                        [name: string]: unknown;
                    };
                    content: {
                        "application/json": components["schemas"]["Job"];
                    };
                };
                /** @description RFC 9457 problem details */
                401: {
                    headers: {
                        [name: string]: unknown;
                    };
                    content: {
                        "application/json": components["schemas"]["Problem"];
                    };
                };
                /** @description RFC 9457 problem details */
                404: {
                    headers: {
                        [name: string]: unknown;
                    };
                    content: {
                        "application/json": components["schemas"]["Problem"];
                    };
                };
                /** @description RFC 9457 problem details */
                409: {
                    headers: {
                        [name: string]: unknown;
                    };
                    content: {
                        "application/json": components["schemas"]["Problem"];
                    };
                };
                /** @description RFC 9457 problem details */
                503: {
                    headers: {
                        [name: string]: unknown;
                    };
                    content: {
                        "application/json": components["schemas"]["Problem"];
                    };
                };
            };
        };
        delete?: never;
        options?: never;
        head?: never;
        patch?: never;
        trace?: never;
    };
    "/v1/jobs/{id}/request": {
        parameters: {
            query?: never;
            header?: never;
            path?: never;
            cookie?: never;
        };
        /**
         * What a training was asked for
         * @description The body of its submission, with the seed that was drawn where it named none: sent again, it trains the same. Not its webhook.
         */
        get: {
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
                /** @description Default Response */
                200: {
                    headers: {
                        [name: string]: unknown;
                    };
                    content: {
                        /**
                         * @example {
                         *       "model": "digits",
                         *       "dataset": "mnist",
                         *       "network": "cnn",
                         *       "training": {
                         *         "epochs": 5,
                         *         "batchSize": 32,
                         *         "optimizer": "adam",
                         *         "seed": 7
                         *       }
                         *     }
                         */
                        "application/json": components["schemas"]["JobRequest"];
                    };
                };
                /** @description RFC 9457 problem details */
                401: {
                    headers: {
                        [name: string]: unknown;
                    };
                    content: {
                        "application/json": components["schemas"]["Problem"];
                    };
                };
                /** @description RFC 9457 problem details */
                404: {
                    headers: {
                        [name: string]: unknown;
                    };
                    content: {
                        "application/json": components["schemas"]["Problem"];
                    };
                };
                /** @description RFC 9457 problem details */
                409: {
                    headers: {
                        [name: string]: unknown;
                    };
                    content: {
                        "application/json": components["schemas"]["Problem"];
                    };
                };
                /** @description RFC 9457 problem details */
                503: {
                    headers: {
                        [name: string]: unknown;
                    };
                    content: {
                        "application/json": components["schemas"]["Problem"];
                    };
                };
            };
        };
        put?: never;
        post?: never;
        delete?: never;
        options?: never;
        head?: never;
        patch?: never;
        trace?: never;
    };
    "/v1/jobs/{id}/resubmit": {
        parameters: {
            query?: never;
            header?: never;
            path?: never;
            cookie?: never;
        };
        get?: never;
        put?: never;
        /**
         * Train again, with changes
         * @description A new job from the request of one that has ended, changed by the body as a JSON Merge Patch (RFC 7396): fields replace those of the request, `null` removes one, `{}` asks for the same again. The seed stays the same unless it is changed; the dataset is what has its name now. With `Prefer: wait=SECONDS` (at most 300) the answer waits for the end of the job, whatever it is.
         */
        post: {
            parameters: {
                query?: never;
                header?: {
                    /** @description A name of this request, new for each: sent again under it, it makes no second job but answers with the first one. Kept for at least a day. */
                    "idempotency-key"?: string;
                };
                path: {
                    id: string;
                };
                cookie?: never;
            };
            requestBody: {
                content: {
                    /**
                     * @example {
                     *       "training": {
                     *         "epochs": 20
                     *       }
                     *     }
                     */
                    "application/json": {
                        [key: string]: unknown;
                    };
                };
            };
            responses: {
                /** @description An import has no model, network, training, evaluation or version; a sweep no training or evaluation. The version of an evaluation or a batch prediction is the one that is used; `base` is the version that a training starts from. */
                200: {
                    headers: {
                        [name: string]: unknown;
                    };
                    content: {
                        "application/json": components["schemas"]["Job"];
                    };
                };
                /** @description An import has no model, network, training, evaluation or version; a sweep no training or evaluation. The version of an evaluation or a batch prediction is the one that is used; `base` is the version that a training starts from. */
                202: {
                    headers: {
                        [name: string]: unknown;
                    };
                    content: {
                        "application/json": components["schemas"]["Job"];
                    };
                };
                /** @description RFC 9457 problem details */
                400: {
                    headers: {
                        [name: string]: unknown;
                    };
                    content: {
                        "application/json": components["schemas"]["Problem"];
                    };
                };
                /** @description RFC 9457 problem details */
                401: {
                    headers: {
                        [name: string]: unknown;
                    };
                    content: {
                        "application/json": components["schemas"]["Problem"];
                    };
                };
                /** @description RFC 9457 problem details */
                404: {
                    headers: {
                        [name: string]: unknown;
                    };
                    content: {
                        "application/json": components["schemas"]["Problem"];
                    };
                };
                /** @description RFC 9457 problem details */
                409: {
                    headers: {
                        [name: string]: unknown;
                    };
                    content: {
                        "application/json": components["schemas"]["Problem"];
                    };
                };
                /** @description RFC 9457 problem details */
                413: {
                    headers: {
                        [name: string]: unknown;
                    };
                    content: {
                        "application/json": components["schemas"]["Problem"];
                    };
                };
                /** @description RFC 9457 problem details */
                415: {
                    headers: {
                        [name: string]: unknown;
                    };
                    content: {
                        "application/json": components["schemas"]["Problem"];
                    };
                };
                /** @description RFC 9457 problem details */
                422: {
                    headers: {
                        [name: string]: unknown;
                    };
                    content: {
                        "application/json": components["schemas"]["Problem"];
                    };
                };
                /** @description RFC 9457 problem details */
                429: {
                    headers: {
                        [name: string]: unknown;
                    };
                    content: {
                        "application/json": components["schemas"]["Problem"];
                    };
                };
                /** @description RFC 9457 problem details */
                503: {
                    headers: {
                        [name: string]: unknown;
                    };
                    content: {
                        "application/json": components["schemas"]["Problem"];
                    };
                };
            };
        };
        delete?: never;
        options?: never;
        head?: never;
        patch?: never;
        trace?: never;
    };
    "/v1/jobs/{id}/resume": {
        parameters: {
            query?: never;
            header?: never;
            path?: never;
            cookie?: never;
        };
        get?: never;
        put?: never;
        /**
         * Resume a paused job
         * @description It waits in the line by its priority, and goes on from its checkpoint.
         */
        post: {
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
                /** @description An import has no model, network, training, evaluation or version; a sweep no training or evaluation. The version of an evaluation or a batch prediction is the one that is used; `base` is the version that a training starts from. */
                200: {
                    headers: {
                        [name: string]: unknown;
                    };
                    content: {
                        "application/json": components["schemas"]["Job"];
                    };
                };
                /** @description RFC 9457 problem details */
                401: {
                    headers: {
                        [name: string]: unknown;
                    };
                    content: {
                        "application/json": components["schemas"]["Problem"];
                    };
                };
                /** @description RFC 9457 problem details */
                404: {
                    headers: {
                        [name: string]: unknown;
                    };
                    content: {
                        "application/json": components["schemas"]["Problem"];
                    };
                };
                /** @description RFC 9457 problem details */
                409: {
                    headers: {
                        [name: string]: unknown;
                    };
                    content: {
                        "application/json": components["schemas"]["Problem"];
                    };
                };
                /** @description RFC 9457 problem details */
                429: {
                    headers: {
                        [name: string]: unknown;
                    };
                    content: {
                        "application/json": components["schemas"]["Problem"];
                    };
                };
                /** @description RFC 9457 problem details */
                503: {
                    headers: {
                        [name: string]: unknown;
                    };
                    content: {
                        "application/json": components["schemas"]["Problem"];
                    };
                };
            };
        };
        delete?: never;
        options?: never;
        head?: never;
        patch?: never;
        trace?: never;
    };
    "/v1/jobs/plan": {
        parameters: {
            query?: never;
            header?: never;
            path?: never;
            cookie?: never;
        };
        get?: never;
        put?: never;
        /**
         * Look at a job before it is queued
         * @description What the network is, and about how long its training takes; or the errors that submitting would give.
         */
        post: {
            parameters: {
                query?: never;
                header?: never;
                path?: never;
                cookie?: never;
            };
            requestBody: {
                content: {
                    /**
                     * @example {
                     *       "model": "digits",
                     *       "dataset": "mnist",
                     *       "network": "cnn",
                     *       "training": {
                     *         "epochs": 5,
                     *         "batchSize": 32,
                     *         "optimizer": "adam",
                     *         "seed": 7
                     *       }
                     *     }
                     */
                    "application/json": components["schemas"]["JobRequest"];
                };
            };
            responses: {
                /** @description Default Response */
                200: {
                    headers: {
                        [name: string]: unknown;
                    };
                    content: {
                        "application/json": {
                            /** @description of memory that training takes, about: a batch and its gradients, and the weights with all their copies */
                            activationBytes: number;
                            /** @description the version that `baseModel` means, which layers take its weights, are drawn anew, stay as they are */
                            base?: {
                                fresh: string[];
                                frozen: string[];
                                model: string;
                                taken: string[];
                                version: number;
                                weightsDigest: string;
                            };
                            /** @description of the weights */
                            bytes: number;
                            /** @description what the rows become: with the features, targets and settings of the kind */
                            data: {
                                inputShape: number[];
                                kind: string;
                                split: {
                                    by: string;
                                    test: number;
                                    validation: number;
                                };
                                task: {
                                    labels: string[];
                                    type: string;
                                };
                                /** @description about how many are trained on in each epoch */
                                trainingRows: number;
                            };
                            /** @description of training, right to a factor of about three */
                            estimatedSeconds: number;
                            layers: {
                                name: string;
                                outputShape: number[];
                                parameters: number;
                                type: string;
                            }[];
                            /** @description which one, and why, where the request leaves it open */
                            network?: string;
                            parameters: number;
                            /** @description without those of frozen layers */
                            trainableParameters: number;
                            /** @description the other dataset that is validated with */
                            validation?: {
                                dataset: string;
                                rows: number;
                            };
                        };
                    };
                };
                /** @description RFC 9457 problem details */
                400: {
                    headers: {
                        [name: string]: unknown;
                    };
                    content: {
                        "application/json": components["schemas"]["Problem"];
                    };
                };
                /** @description RFC 9457 problem details */
                401: {
                    headers: {
                        [name: string]: unknown;
                    };
                    content: {
                        "application/json": components["schemas"]["Problem"];
                    };
                };
                /** @description RFC 9457 problem details */
                413: {
                    headers: {
                        [name: string]: unknown;
                    };
                    content: {
                        "application/json": components["schemas"]["Problem"];
                    };
                };
                /** @description RFC 9457 problem details */
                415: {
                    headers: {
                        [name: string]: unknown;
                    };
                    content: {
                        "application/json": components["schemas"]["Problem"];
                    };
                };
                /** @description RFC 9457 problem details */
                422: {
                    headers: {
                        [name: string]: unknown;
                    };
                    content: {
                        "application/json": components["schemas"]["Problem"];
                    };
                };
            };
        };
        delete?: never;
        options?: never;
        head?: never;
        patch?: never;
        trace?: never;
    };
    "/v1/models": {
        parameters: {
            query?: never;
            header?: never;
            path?: never;
            cookie?: never;
        };
        /** The models there are */
        get: {
            parameters: {
                query?: never;
                header?: never;
                path?: never;
                cookie?: never;
            };
            requestBody?: never;
            responses: {
                /** @description Default Response */
                200: {
                    headers: {
                        [name: string]: unknown;
                    };
                    content: {
                        "application/json": {
                            data: {
                                /** @description which version each of them means */
                                aliases: {
                                    [key: string]: number;
                                };
                                latestVersion: number;
                                name: string;
                            }[];
                            hasMore: boolean;
                        };
                    };
                };
                /** @description RFC 9457 problem details */
                401: {
                    headers: {
                        [name: string]: unknown;
                    };
                    content: {
                        "application/json": components["schemas"]["Problem"];
                    };
                };
                /** @description RFC 9457 problem details */
                503: {
                    headers: {
                        [name: string]: unknown;
                    };
                    content: {
                        "application/json": components["schemas"]["Problem"];
                    };
                };
            };
        };
        put?: never;
        post?: never;
        delete?: never;
        options?: never;
        head?: never;
        patch?: never;
        trace?: never;
    };
    "/v1/models/{model}": {
        parameters: {
            query?: never;
            header?: never;
            path?: never;
            cookie?: never;
        };
        /** One model and its versions */
        get: {
            parameters: {
                query?: never;
                header?: never;
                path: {
                    model: string;
                };
                cookie?: never;
            };
            requestBody?: never;
            responses: {
                /** @description Default Response */
                200: {
                    headers: {
                        [name: string]: unknown;
                    };
                    content: {
                        "application/json": {
                            /** @description which version each of them means */
                            aliases: {
                                [key: string]: number;
                            };
                            latestVersion: number;
                            model_version_status: {
                                /** @enum {unknown} */
                                state: "AVAILABLE" | "END";
                                status: {
                                    /** @enum {unknown} */
                                    error_code: "OK" | "DATA_LOSS";
                                    error_message: string;
                                };
                                version: string;
                            }[];
                            name: string;
                            versions: {
                                accuracy?: number;
                                createdAt: string;
                                import?: {
                                    /** @description of the files and of what was said with them */
                                    digest: string;
                                    /** @description as their sender called them */
                                    files: string[];
                                    /** @description `tfjs`, `keras`, `h5` or `savedmodel` */
                                    format: string;
                                    /** @description what of the files was left out */
                                    notes?: string[];
                                    /** @description the version that was exported, where the files are an export of this service */
                                    source?: {
                                        createdAt: string;
                                        model: string;
                                        version: number;
                                    };
                                };
                                /** @description that trained it */
                                job?: string;
                                loss?: number;
                                parameters: number;
                                version: number;
                            }[];
                        };
                    };
                };
                /** @description RFC 9457 problem details */
                401: {
                    headers: {
                        [name: string]: unknown;
                    };
                    content: {
                        "application/json": components["schemas"]["Problem"];
                    };
                };
                /** @description RFC 9457 problem details */
                404: {
                    headers: {
                        [name: string]: unknown;
                    };
                    content: {
                        "application/json": components["schemas"]["Problem"];
                    };
                };
                /** @description RFC 9457 problem details */
                503: {
                    headers: {
                        [name: string]: unknown;
                    };
                    content: {
                        "application/json": components["schemas"]["Problem"];
                    };
                };
            };
        };
        put?: never;
        post?: never;
        delete?: never;
        options?: never;
        head?: never;
        patch?: never;
        trace?: never;
    };
    "/v1/models/{model}:classify": {
        parameters: {
            query?: never;
            header?: never;
            path?: never;
            cookie?: never;
        };
        get?: never;
        put?: never;
        /**
         * Classify
         * @description JSON `{"examples":[{…}],"context":{…}}` gives each label with its score.
         */
        post: {
            parameters: {
                query?: never;
                header?: never;
                path: {
                    model: string;
                };
                cookie?: never;
            };
            requestBody?: never;
            responses: {
                /** @description Default Response */
                200: {
                    headers: {
                        [name: string]: unknown;
                    };
                    content: {
                        "application/json": {
                            results: unknown[];
                        };
                    };
                };
            };
        };
        delete?: never;
        options?: never;
        head?: never;
        patch?: never;
        trace?: never;
    };
    "/v1/models/{model}:explain": {
        parameters: {
            query?: never;
            header?: never;
            path?: never;
            cookie?: never;
        };
        get?: never;
        put?: never;
        /**
         * Explain
         * @description What in an input the answer rests on, by integrated gradients or occlusion. The body is that of a prediction: JSON with `instances` and these options, or a file with the options in the query. A picture or a sound is answered with a heat map for `Accept: image/png`.
         */
        post: {
            parameters: {
                query?: {
                    /** @description what the input is compared with: a name that the kind of data has */
                    baseline?: string;
                    /** @description Default: what `Accept` says */
                    format?: "json" | "png";
                    method?: "integratedGradients" | "occlusion";
                    /** @description of what ends in probabilities. Default: probability */
                    output?: "probability" | "logit";
                    /** @description occluded together: pixels of a side, tokens, steps */
                    patch?: number;
                    /** @description of the integral; doubled until the attributions sum to the difference */
                    steps?: number;
                    /** @description from one patch to the next. Default: half a patch */
                    stride?: number;
                    /** @description a label, or the name of a number. Default: the likeliest */
                    target?: string;
                };
                header?: never;
                path: {
                    model: string;
                };
                cookie?: never;
            };
            requestBody?: never;
            responses: {
                /** @description Default Response */
                200: {
                    headers: {
                        [name: string]: unknown;
                    };
                    content: {
                        "application/json": {
                            explanations: ({
                                baseline: string;
                                /** @description whether delta is small */
                                complete?: boolean;
                                /** @description the difference of the outputs, less the sum */
                                delta?: number;
                                method: string;
                                output: string;
                                outputs: {
                                    baseline: number;
                                    input: number;
                                };
                                /** @description as for a file */
                                prediction: unknown;
                                /** @description of the attributions */
                                sum: number;
                                target: string;
                            } & {
                                [key: string]: unknown;
                            })[];
                        };
                    };
                };
                /** @description RFC 9457 problem details */
                400: {
                    headers: {
                        [name: string]: unknown;
                    };
                    content: {
                        "application/json": components["schemas"]["Problem"];
                    };
                };
                /** @description RFC 9457 problem details */
                401: {
                    headers: {
                        [name: string]: unknown;
                    };
                    content: {
                        "application/json": components["schemas"]["Problem"];
                    };
                };
                /** @description RFC 9457 problem details */
                404: {
                    headers: {
                        [name: string]: unknown;
                    };
                    content: {
                        "application/json": components["schemas"]["Problem"];
                    };
                };
                /** @description RFC 9457 problem details */
                413: {
                    headers: {
                        [name: string]: unknown;
                    };
                    content: {
                        "application/json": components["schemas"]["Problem"];
                    };
                };
                /** @description RFC 9457 problem details */
                415: {
                    headers: {
                        [name: string]: unknown;
                    };
                    content: {
                        "application/json": components["schemas"]["Problem"];
                    };
                };
                /** @description RFC 9457 problem details */
                422: {
                    headers: {
                        [name: string]: unknown;
                    };
                    content: {
                        "application/json": components["schemas"]["Problem"];
                    };
                };
                /** @description RFC 9457 problem details */
                429: {
                    headers: {
                        [name: string]: unknown;
                    };
                    content: {
                        "application/json": components["schemas"]["Problem"];
                    };
                };
                /** @description RFC 9457 problem details */
                503: {
                    headers: {
                        [name: string]: unknown;
                    };
                    content: {
                        "application/json": components["schemas"]["Problem"];
                    };
                };
                /** @description RFC 9457 problem details */
                504: {
                    headers: {
                        [name: string]: unknown;
                    };
                    content: {
                        "application/json": components["schemas"]["Problem"];
                    };
                };
            };
        };
        delete?: never;
        options?: never;
        head?: never;
        patch?: never;
        trace?: never;
    };
    "/v1/models/{model}:predict": {
        parameters: {
            query?: never;
            header?: never;
            path?: never;
            cookie?: never;
        };
        get?: never;
        put?: never;
        /**
         * Predict
         * @description JSON `{"instances":[…]}` or `{"inputs":…}` gives outputs in the same form, as TensorFlow Serving does; a file gives labels or numbers.
         */
        post: {
            parameters: {
                query?: {
                    /** @description true: what training never saw is told in `warnings` and `novelty` */
                    contract?: "true" | "false";
                    /** @description of a file: above which probability one of several labels is told */
                    threshold?: number;
                    /** @description of a file: how many of the likeliest labels are told */
                    top?: number;
                };
                header?: never;
                path: {
                    model: string;
                };
                cookie?: never;
            };
            requestBody?: never;
            responses: {
                /** @description Default Response */
                200: {
                    headers: {
                        [name: string]: unknown;
                    };
                    content: {
                        "application/json": {
                            /** @description with `?contract=true`, for each instance; null for a version without a contract */
                            novelty?: number[] | null;
                            outputs?: unknown[];
                            predictions?: unknown[];
                            /** @description with `?contract=true`, for each instance; null for a version without a contract */
                            warnings?: string[][] | null;
                        };
                    };
                };
            };
        };
        delete?: never;
        options?: never;
        head?: never;
        patch?: never;
        trace?: never;
    };
    "/v1/models/{model}:regress": {
        parameters: {
            query?: never;
            header?: never;
            path?: never;
            cookie?: never;
        };
        get?: never;
        put?: never;
        /**
         * Regress
         * @description JSON `{"examples":[{…}],"context":{…}}` gives a number for each example.
         */
        post: {
            parameters: {
                query?: never;
                header?: never;
                path: {
                    model: string;
                };
                cookie?: never;
            };
            requestBody?: never;
            responses: {
                /** @description Default Response */
                200: {
                    headers: {
                        [name: string]: unknown;
                    };
                    content: {
                        "application/json": {
                            results: unknown[];
                        };
                    };
                };
            };
        };
        delete?: never;
        options?: never;
        head?: never;
        patch?: never;
        trace?: never;
    };
    "/v1/models/{model}/aliases/{alias}": {
        parameters: {
            query?: never;
            header?: never;
            path?: never;
            cookie?: never;
        };
        /** Where an alias points */
        get: {
            parameters: {
                query?: never;
                header?: never;
                path: {
                    alias: string;
                    model: string;
                };
                cookie?: never;
            };
            requestBody?: never;
            responses: {
                /** @description Default Response */
                200: {
                    headers: {
                        [name: string]: unknown;
                    };
                    content: {
                        "application/json": {
                            alias: string;
                            at: string;
                            by: {
                                /** @description the first 8 digits of the SHA-256 of the API key */
                                key?: string;
                                reason?: string;
                                requestId: string;
                            };
                            /** @description versions that answer a share of the requests; those of the same X-Routing-Key always the same ones */
                            canaries?: {
                                /** @description of the requests */
                                share: number;
                                version: number;
                            }[];
                            model: string;
                            /** @description rising; its ETag */
                            revision: number;
                            /** @description a version that computes a share of the requests too, nobody being told what */
                            shadow?: {
                                /** @description of the requests */
                                share: number;
                                version: number;
                            };
                            /** @description null: it was removed */
                            version: number | null;
                        };
                    };
                };
                /** @description RFC 9457 problem details */
                400: {
                    headers: {
                        [name: string]: unknown;
                    };
                    content: {
                        "application/json": components["schemas"]["Problem"];
                    };
                };
                /** @description RFC 9457 problem details */
                401: {
                    headers: {
                        [name: string]: unknown;
                    };
                    content: {
                        "application/json": components["schemas"]["Problem"];
                    };
                };
                /** @description RFC 9457 problem details */
                404: {
                    headers: {
                        [name: string]: unknown;
                    };
                    content: {
                        "application/json": components["schemas"]["Problem"];
                    };
                };
                /** @description RFC 9457 problem details */
                503: {
                    headers: {
                        [name: string]: unknown;
                    };
                    content: {
                        "application/json": components["schemas"]["Problem"];
                    };
                };
            };
        };
        /**
         * Point an alias at a version
         * @description Predictions follow within a second, in every process. `production` is what a bare name means.
         */
        put: {
            parameters: {
                query?: never;
                header?: {
                    /** @description the ETag from which it is moved, or `*` for any */
                    "if-match"?: string;
                    /** @description only where there is no such alias */
                    "if-none-match"?: "*";
                };
                path: {
                    alias: string;
                    model: string;
                };
                cookie?: never;
            };
            requestBody: {
                content: {
                    "application/json": {
                        /** @description versions that answer a share of the requests; those of the same X-Routing-Key always the same ones */
                        canaries?: {
                            /** @description of the requests */
                            share: number;
                            version: number;
                        }[];
                        /** @description for the history */
                        reason?: string;
                        /** @description a version that computes a share of the requests too, nobody being told what */
                        shadow?: {
                            /** @description of the requests */
                            share: number;
                            version: number;
                        };
                        version: number;
                    };
                };
            };
            responses: {
                /** @description Default Response */
                200: {
                    headers: {
                        [name: string]: unknown;
                    };
                    content: {
                        "application/json": {
                            alias: string;
                            at: string;
                            by: {
                                /** @description the first 8 digits of the SHA-256 of the API key */
                                key?: string;
                                reason?: string;
                                requestId: string;
                            };
                            /** @description versions that answer a share of the requests; those of the same X-Routing-Key always the same ones */
                            canaries?: {
                                /** @description of the requests */
                                share: number;
                                version: number;
                            }[];
                            model: string;
                            /** @description rising; its ETag */
                            revision: number;
                            /** @description a version that computes a share of the requests too, nobody being told what */
                            shadow?: {
                                /** @description of the requests */
                                share: number;
                                version: number;
                            };
                            /** @description null: it was removed */
                            version: number | null;
                        };
                    };
                };
                /** @description RFC 9457 problem details */
                400: {
                    headers: {
                        [name: string]: unknown;
                    };
                    content: {
                        "application/json": components["schemas"]["Problem"];
                    };
                };
                /** @description RFC 9457 problem details */
                401: {
                    headers: {
                        [name: string]: unknown;
                    };
                    content: {
                        "application/json": components["schemas"]["Problem"];
                    };
                };
                /** @description RFC 9457 problem details */
                404: {
                    headers: {
                        [name: string]: unknown;
                    };
                    content: {
                        "application/json": components["schemas"]["Problem"];
                    };
                };
                /** @description RFC 9457 problem details */
                412: {
                    headers: {
                        [name: string]: unknown;
                    };
                    content: {
                        "application/json": components["schemas"]["Problem"];
                    };
                };
                /** @description RFC 9457 problem details */
                415: {
                    headers: {
                        [name: string]: unknown;
                    };
                    content: {
                        "application/json": components["schemas"]["Problem"];
                    };
                };
                /** @description RFC 9457 problem details */
                422: {
                    headers: {
                        [name: string]: unknown;
                    };
                    content: {
                        "application/json": components["schemas"]["Problem"];
                    };
                };
                /** @description RFC 9457 problem details */
                503: {
                    headers: {
                        [name: string]: unknown;
                    };
                    content: {
                        "application/json": components["schemas"]["Problem"];
                    };
                };
            };
        };
        post?: never;
        /** Remove an alias */
        delete: {
            parameters: {
                query?: never;
                header?: {
                    /** @description the ETag from which it is moved, or `*` for any */
                    "if-match"?: string;
                    /** @description only where there is no such alias */
                    "if-none-match"?: "*";
                };
                path: {
                    alias: string;
                    model: string;
                };
                cookie?: never;
            };
            requestBody?: never;
            responses: {
                /** @description Default Response */
                204: {
                    headers: {
                        [name: string]: unknown;
                    };
                    content?: never;
                };
                /** @description RFC 9457 problem details */
                400: {
                    headers: {
                        [name: string]: unknown;
                    };
                    content: {
                        "application/json": components["schemas"]["Problem"];
                    };
                };
                /** @description RFC 9457 problem details */
                401: {
                    headers: {
                        [name: string]: unknown;
                    };
                    content: {
                        "application/json": components["schemas"]["Problem"];
                    };
                };
                /** @description RFC 9457 problem details */
                404: {
                    headers: {
                        [name: string]: unknown;
                    };
                    content: {
                        "application/json": components["schemas"]["Problem"];
                    };
                };
                /** @description RFC 9457 problem details */
                412: {
                    headers: {
                        [name: string]: unknown;
                    };
                    content: {
                        "application/json": components["schemas"]["Problem"];
                    };
                };
                /** @description RFC 9457 problem details */
                503: {
                    headers: {
                        [name: string]: unknown;
                    };
                    content: {
                        "application/json": components["schemas"]["Problem"];
                    };
                };
            };
        };
        options?: never;
        head?: never;
        patch?: never;
        trace?: never;
    };
    "/v1/models/{model}/aliases/{alias}/gate": {
        parameters: {
            query?: never;
            header?: never;
            path?: never;
            cookie?: never;
        };
        /** What an alias moves by, and what became of versions there */
        get: {
            parameters: {
                query?: never;
                header?: never;
                path: {
                    alias: string;
                    model: string;
                };
                cookie?: never;
            };
            requestBody?: never;
            responses: {
                /** @description Default Response */
                200: {
                    headers: {
                        [name: string]: unknown;
                    };
                    content: {
                        "application/json": {
                            at: string;
                            dataset: {
                                digest: string;
                                name: string;
                            };
                            /** @description on the newest 20 versions */
                            decisions: {
                                at: string;
                                candidate: {
                                    value: number | null;
                                    version: number;
                                };
                                /** @description that the alias pointed at */
                                incumbent: {
                                    value: number | null;
                                    version: number;
                                } | null;
                                /** @description that measured it */
                                job: string | null;
                                metric: string;
                                /** @enum {unknown} */
                                outcome: "measuring" | "promoted" | "kept" | "refused";
                                reason: string;
                            }[];
                            margin: number;
                            metric: string;
                            minimum?: number;
                            part: string;
                            /** @description versions above it are measured as they come */
                            since: number;
                        };
                    };
                };
                /** @description RFC 9457 problem details */
                400: {
                    headers: {
                        [name: string]: unknown;
                    };
                    content: {
                        "application/json": components["schemas"]["Problem"];
                    };
                };
                /** @description RFC 9457 problem details */
                401: {
                    headers: {
                        [name: string]: unknown;
                    };
                    content: {
                        "application/json": components["schemas"]["Problem"];
                    };
                };
                /** @description RFC 9457 problem details */
                404: {
                    headers: {
                        [name: string]: unknown;
                    };
                    content: {
                        "application/json": components["schemas"]["Problem"];
                    };
                };
                /** @description RFC 9457 problem details */
                503: {
                    headers: {
                        [name: string]: unknown;
                    };
                    content: {
                        "application/json": components["schemas"]["Problem"];
                    };
                };
            };
        };
        /**
         * Let an alias move by itself
         * @description Each version that is published from now on is measured on the dataset, and takes the place of the version that the alias points at if it is better by the margin. Where the alias points at none, it has to reach `minimum` alone.
         */
        put: {
            parameters: {
                query?: never;
                header?: never;
                path: {
                    alias: string;
                    model: string;
                };
                cookie?: never;
            };
            requestBody: {
                content: {
                    /**
                     * @example {
                     *       "dataset": "held-out",
                     *       "metric": "accuracy",
                     *       "margin": 0.002,
                     *       "minimum": 0.9
                     *     }
                     */
                    "application/json": {
                        /** @description that decides; no training should see it */
                        dataset: string;
                        /**
                         * @description by how much it has to be better
                         * @default 0
                         */
                        margin?: number;
                        /**
                         * @default accuracy
                         * @enum {unknown}
                         */
                        metric?: "loss" | "accuracy" | "topKCategoricalAccuracy" | "precision" | "recall" | "f1Score" | "auc" | "meanAbsoluteError" | "rootMeanSquaredError" | "r2Score";
                        /** @description that it has to reach; of losses and errors, to stay below */
                        minimum?: number;
                        /**
                         * @description which of its rows: its own `test` part by default, else `all`
                         * @enum {unknown}
                         */
                        part?: "all" | "train" | "validation" | "test";
                    };
                };
            };
            responses: {
                /** @description Default Response */
                200: {
                    headers: {
                        [name: string]: unknown;
                    };
                    content: {
                        "application/json": {
                            at: string;
                            dataset: {
                                digest: string;
                                name: string;
                            };
                            /** @description on the newest 20 versions */
                            decisions: {
                                at: string;
                                candidate: {
                                    value: number | null;
                                    version: number;
                                };
                                /** @description that the alias pointed at */
                                incumbent: {
                                    value: number | null;
                                    version: number;
                                } | null;
                                /** @description that measured it */
                                job: string | null;
                                metric: string;
                                /** @enum {unknown} */
                                outcome: "measuring" | "promoted" | "kept" | "refused";
                                reason: string;
                            }[];
                            margin: number;
                            metric: string;
                            minimum?: number;
                            part: string;
                            /** @description versions above it are measured as they come */
                            since: number;
                        };
                    };
                };
                /** @description RFC 9457 problem details */
                400: {
                    headers: {
                        [name: string]: unknown;
                    };
                    content: {
                        "application/json": components["schemas"]["Problem"];
                    };
                };
                /** @description RFC 9457 problem details */
                401: {
                    headers: {
                        [name: string]: unknown;
                    };
                    content: {
                        "application/json": components["schemas"]["Problem"];
                    };
                };
                /** @description RFC 9457 problem details */
                404: {
                    headers: {
                        [name: string]: unknown;
                    };
                    content: {
                        "application/json": components["schemas"]["Problem"];
                    };
                };
                /** @description RFC 9457 problem details */
                415: {
                    headers: {
                        [name: string]: unknown;
                    };
                    content: {
                        "application/json": components["schemas"]["Problem"];
                    };
                };
                /** @description RFC 9457 problem details */
                422: {
                    headers: {
                        [name: string]: unknown;
                    };
                    content: {
                        "application/json": components["schemas"]["Problem"];
                    };
                };
                /** @description RFC 9457 problem details */
                503: {
                    headers: {
                        [name: string]: unknown;
                    };
                    content: {
                        "application/json": components["schemas"]["Problem"];
                    };
                };
            };
        };
        post?: never;
        /** Let an alias stay where it is put */
        delete: {
            parameters: {
                query?: never;
                header?: never;
                path: {
                    alias: string;
                    model: string;
                };
                cookie?: never;
            };
            requestBody?: never;
            responses: {
                /** @description Default Response */
                204: {
                    headers: {
                        [name: string]: unknown;
                    };
                    content?: never;
                };
                /** @description RFC 9457 problem details */
                400: {
                    headers: {
                        [name: string]: unknown;
                    };
                    content: {
                        "application/json": components["schemas"]["Problem"];
                    };
                };
                /** @description RFC 9457 problem details */
                401: {
                    headers: {
                        [name: string]: unknown;
                    };
                    content: {
                        "application/json": components["schemas"]["Problem"];
                    };
                };
                /** @description RFC 9457 problem details */
                404: {
                    headers: {
                        [name: string]: unknown;
                    };
                    content: {
                        "application/json": components["schemas"]["Problem"];
                    };
                };
                /** @description RFC 9457 problem details */
                503: {
                    headers: {
                        [name: string]: unknown;
                    };
                    content: {
                        "application/json": components["schemas"]["Problem"];
                    };
                };
            };
        };
        options?: never;
        head?: never;
        patch?: never;
        trace?: never;
    };
    "/v1/models/{model}/aliases/{alias}/gate/check": {
        parameters: {
            query?: never;
            header?: never;
            path?: never;
            cookie?: never;
        };
        get?: never;
        put?: never;
        /**
         * Measure a version by the gate of an alias, though it is older, or was measured before
         * @description The job is an evaluation; if the version is good enough, the alias points at it when the job has ended.
         */
        post: {
            parameters: {
                query?: never;
                header?: never;
                path: {
                    alias: string;
                    model: string;
                };
                cookie?: never;
            };
            requestBody: {
                content: {
                    "application/json": {
                        version: number;
                    };
                };
            };
            responses: {
                /** @description Default Response */
                202: {
                    headers: {
                        [name: string]: unknown;
                    };
                    content: {
                        "application/json": {
                            job: string;
                        };
                    };
                };
                /** @description RFC 9457 problem details */
                400: {
                    headers: {
                        [name: string]: unknown;
                    };
                    content: {
                        "application/json": components["schemas"]["Problem"];
                    };
                };
                /** @description RFC 9457 problem details */
                401: {
                    headers: {
                        [name: string]: unknown;
                    };
                    content: {
                        "application/json": components["schemas"]["Problem"];
                    };
                };
                /** @description RFC 9457 problem details */
                404: {
                    headers: {
                        [name: string]: unknown;
                    };
                    content: {
                        "application/json": components["schemas"]["Problem"];
                    };
                };
                /** @description RFC 9457 problem details */
                415: {
                    headers: {
                        [name: string]: unknown;
                    };
                    content: {
                        "application/json": components["schemas"]["Problem"];
                    };
                };
                /** @description RFC 9457 problem details */
                422: {
                    headers: {
                        [name: string]: unknown;
                    };
                    content: {
                        "application/json": components["schemas"]["Problem"];
                    };
                };
                /** @description RFC 9457 problem details */
                429: {
                    headers: {
                        [name: string]: unknown;
                    };
                    content: {
                        "application/json": components["schemas"]["Problem"];
                    };
                };
                /** @description RFC 9457 problem details */
                503: {
                    headers: {
                        [name: string]: unknown;
                    };
                    content: {
                        "application/json": components["schemas"]["Problem"];
                    };
                };
            };
        };
        delete?: never;
        options?: never;
        head?: never;
        patch?: never;
        trace?: never;
    };
    "/v1/models/{model}/aliases/{alias}/history": {
        parameters: {
            query?: never;
            header?: never;
            path?: never;
            cookie?: never;
        };
        /** Who moved an alias, when and why; newest first */
        get: {
            parameters: {
                query?: never;
                header?: never;
                path: {
                    alias: string;
                    model: string;
                };
                cookie?: never;
            };
            requestBody?: never;
            responses: {
                /** @description Default Response */
                200: {
                    headers: {
                        [name: string]: unknown;
                    };
                    content: {
                        "application/json": {
                            data: {
                                alias: string;
                                at: string;
                                by: {
                                    /** @description the first 8 digits of the SHA-256 of the API key */
                                    key?: string;
                                    reason?: string;
                                    requestId: string;
                                };
                                /** @description versions that answer a share of the requests; those of the same X-Routing-Key always the same ones */
                                canaries?: {
                                    /** @description of the requests */
                                    share: number;
                                    version: number;
                                }[];
                                model: string;
                                /** @description rising; its ETag */
                                revision: number;
                                /** @description a version that computes a share of the requests too, nobody being told what */
                                shadow?: {
                                    /** @description of the requests */
                                    share: number;
                                    version: number;
                                };
                                /** @description null: it was removed */
                                version: number | null;
                            }[];
                        };
                    };
                };
                /** @description RFC 9457 problem details */
                400: {
                    headers: {
                        [name: string]: unknown;
                    };
                    content: {
                        "application/json": components["schemas"]["Problem"];
                    };
                };
                /** @description RFC 9457 problem details */
                401: {
                    headers: {
                        [name: string]: unknown;
                    };
                    content: {
                        "application/json": components["schemas"]["Problem"];
                    };
                };
                /** @description RFC 9457 problem details */
                404: {
                    headers: {
                        [name: string]: unknown;
                    };
                    content: {
                        "application/json": components["schemas"]["Problem"];
                    };
                };
                /** @description RFC 9457 problem details */
                503: {
                    headers: {
                        [name: string]: unknown;
                    };
                    content: {
                        "application/json": components["schemas"]["Problem"];
                    };
                };
            };
        };
        put?: never;
        post?: never;
        delete?: never;
        options?: never;
        head?: never;
        patch?: never;
        trace?: never;
    };
    "/v1/models/{model}/aliases/{alias}/rollback": {
        parameters: {
            query?: never;
            header?: never;
            path?: never;
            cookie?: never;
        };
        get?: never;
        put?: never;
        /**
         * Take an alias back to what it was before
         * @description To the versions that answered before the present ones. That is a move of its own in the history.
         */
        post: {
            parameters: {
                query?: never;
                header?: {
                    /** @description the ETag from which it is moved, or `*` for any */
                    "if-match"?: string;
                    /** @description only where there is no such alias */
                    "if-none-match"?: "*";
                };
                path: {
                    alias: string;
                    model: string;
                };
                cookie?: never;
            };
            requestBody?: never;
            responses: {
                /** @description Default Response */
                200: {
                    headers: {
                        [name: string]: unknown;
                    };
                    content: {
                        "application/json": {
                            alias: string;
                            at: string;
                            by: {
                                /** @description the first 8 digits of the SHA-256 of the API key */
                                key?: string;
                                reason?: string;
                                requestId: string;
                            };
                            /** @description versions that answer a share of the requests; those of the same X-Routing-Key always the same ones */
                            canaries?: {
                                /** @description of the requests */
                                share: number;
                                version: number;
                            }[];
                            model: string;
                            /** @description rising; its ETag */
                            revision: number;
                            /** @description a version that computes a share of the requests too, nobody being told what */
                            shadow?: {
                                /** @description of the requests */
                                share: number;
                                version: number;
                            };
                            /** @description null: it was removed */
                            version: number | null;
                        };
                    };
                };
                /** @description RFC 9457 problem details */
                400: {
                    headers: {
                        [name: string]: unknown;
                    };
                    content: {
                        "application/json": components["schemas"]["Problem"];
                    };
                };
                /** @description RFC 9457 problem details */
                401: {
                    headers: {
                        [name: string]: unknown;
                    };
                    content: {
                        "application/json": components["schemas"]["Problem"];
                    };
                };
                /** @description RFC 9457 problem details */
                404: {
                    headers: {
                        [name: string]: unknown;
                    };
                    content: {
                        "application/json": components["schemas"]["Problem"];
                    };
                };
                /** @description RFC 9457 problem details */
                409: {
                    headers: {
                        [name: string]: unknown;
                    };
                    content: {
                        "application/json": components["schemas"]["Problem"];
                    };
                };
                /** @description RFC 9457 problem details */
                412: {
                    headers: {
                        [name: string]: unknown;
                    };
                    content: {
                        "application/json": components["schemas"]["Problem"];
                    };
                };
                /** @description RFC 9457 problem details */
                503: {
                    headers: {
                        [name: string]: unknown;
                    };
                    content: {
                        "application/json": components["schemas"]["Problem"];
                    };
                };
            };
        };
        delete?: never;
        options?: never;
        head?: never;
        patch?: never;
        trace?: never;
    };
    "/v1/models/{model}/aliases/{alias}/traffic": {
        parameters: {
            query?: never;
            header?: never;
            path?: never;
            cookie?: never;
        };
        /**
         * How the versions of an alias answer
         * @description Since this api began, over all of its processes. Another api on the same storage has its own.
         */
        get: {
            parameters: {
                query?: never;
                header?: never;
                path: {
                    alias: string;
                    model: string;
                };
                cookie?: never;
            };
            requestBody?: never;
            responses: {
                /** @description Default Response */
                200: {
                    headers: {
                        [name: string]: unknown;
                    };
                    content: {
                        "application/json": {
                            versions: {
                                /** @description of a shadow, with what was answered: over the instances, the largest difference of an output */
                                compared?: {
                                    /** @description share with the same labels; null for numbers */
                                    agreed: number | null;
                                    /** @description requests that came when too many were computed */
                                    dropped: number;
                                    failed: number;
                                    instances: number;
                                    meanDifference: number | null;
                                };
                                failures: number;
                                instances: number;
                                /** @description of an answer */
                                meanMilliseconds: number | null;
                                /** @description that it answered, whatever they named it by */
                                requests: number;
                                /** @enum {unknown} */
                                role: "answers" | "canary" | "shadow";
                                /** @description of the requests, that it is to have */
                                share: number;
                                version: number;
                            }[];
                        };
                    };
                };
                /** @description RFC 9457 problem details */
                400: {
                    headers: {
                        [name: string]: unknown;
                    };
                    content: {
                        "application/json": components["schemas"]["Problem"];
                    };
                };
                /** @description RFC 9457 problem details */
                401: {
                    headers: {
                        [name: string]: unknown;
                    };
                    content: {
                        "application/json": components["schemas"]["Problem"];
                    };
                };
                /** @description RFC 9457 problem details */
                404: {
                    headers: {
                        [name: string]: unknown;
                    };
                    content: {
                        "application/json": components["schemas"]["Problem"];
                    };
                };
                /** @description RFC 9457 problem details */
                503: {
                    headers: {
                        [name: string]: unknown;
                    };
                    content: {
                        "application/json": components["schemas"]["Problem"];
                    };
                };
            };
        };
        put?: never;
        post?: never;
        delete?: never;
        options?: never;
        head?: never;
        patch?: never;
        trace?: never;
    };
    "/v1/models/{model}/compare": {
        parameters: {
            query?: never;
            header?: never;
            path?: never;
            cookie?: never;
        };
        /** Compare two versions */
        get: {
            parameters: {
                query: {
                    /** @description a version's number or an alias */
                    base: string;
                    /** @description a version's number or an alias */
                    candidate: string;
                };
                header?: never;
                path: {
                    model: string;
                };
                cookie?: never;
            };
            requestBody?: never;
            responses: {
                /** @description evaluations, recalls of labels, and what was asked for differently */
                200: {
                    headers: {
                        [name: string]: unknown;
                    };
                    content: {
                        "application/json": Record<string, unknown>;
                    };
                };
                /** @description RFC 9457 problem details */
                400: {
                    headers: {
                        [name: string]: unknown;
                    };
                    content: {
                        "application/json": components["schemas"]["Problem"];
                    };
                };
                /** @description RFC 9457 problem details */
                401: {
                    headers: {
                        [name: string]: unknown;
                    };
                    content: {
                        "application/json": components["schemas"]["Problem"];
                    };
                };
                /** @description RFC 9457 problem details */
                404: {
                    headers: {
                        [name: string]: unknown;
                    };
                    content: {
                        "application/json": components["schemas"]["Problem"];
                    };
                };
                /** @description RFC 9457 problem details */
                503: {
                    headers: {
                        [name: string]: unknown;
                    };
                    content: {
                        "application/json": components["schemas"]["Problem"];
                    };
                };
            };
        };
        put?: never;
        post?: never;
        delete?: never;
        options?: never;
        head?: never;
        patch?: never;
        trace?: never;
    };
    "/v1/models/{model}/drift": {
        parameters: {
            query?: never;
            header?: never;
            path?: never;
            cookie?: never;
        };
        /**
         * The same of the version that answers for a bare name
         * @description The population stability index of each column and output over a sample of the predictions of all processes, against the training rows: from 0.1 on moderate, from 0.25 on major, tooFew while chance alone may exceed 0.1.
         */
        get: {
            parameters: {
                query?: {
                    /** @description how far back, to ten minutes; the last hour */
                    window?: "hour" | "day";
                };
                header?: never;
                path: {
                    model: string;
                };
                cookie?: never;
            };
            requestBody?: never;
            responses: {
                /** @description Default Response */
                200: {
                    headers: {
                        [name: string]: unknown;
                    };
                    content: {
                        "application/json": {
                            columns: {
                                name: string;
                                /** @enum {unknown} */
                                verdict: "tooFew" | "stable" | "moderate" | "major";
                            }[];
                            /** @description that were looked at, in all processes */
                            instances: number;
                            model: string;
                            outputs: {
                                name: string;
                                /** @enum {unknown} */
                                verdict: "tooFew" | "stable" | "moderate" | "major";
                            }[];
                            /** @enum {unknown} */
                            verdict: "tooFew" | "stable" | "moderate" | "major" | "unknown";
                            version: number;
                            /** @enum {unknown} */
                            window: "hour" | "day";
                        };
                    };
                };
                /** @description RFC 9457 problem details */
                400: {
                    headers: {
                        [name: string]: unknown;
                    };
                    content: {
                        "application/json": components["schemas"]["Problem"];
                    };
                };
                /** @description RFC 9457 problem details */
                401: {
                    headers: {
                        [name: string]: unknown;
                    };
                    content: {
                        "application/json": components["schemas"]["Problem"];
                    };
                };
                /** @description RFC 9457 problem details */
                404: {
                    headers: {
                        [name: string]: unknown;
                    };
                    content: {
                        "application/json": components["schemas"]["Problem"];
                    };
                };
                /** @description RFC 9457 problem details */
                503: {
                    headers: {
                        [name: string]: unknown;
                    };
                    content: {
                        "application/json": components["schemas"]["Problem"];
                    };
                };
            };
        };
        put?: never;
        post?: never;
        delete?: never;
        options?: never;
        head?: never;
        patch?: never;
        trace?: never;
    };
    "/v1/models/{model}/labels/{label}": {
        parameters: {
            query?: never;
            header?: never;
            path?: never;
            cookie?: never;
        };
        /** The status of an alias' version, as TensorFlow Serving tells it */
        get: {
            parameters: {
                query?: never;
                header?: never;
                path: {
                    /** @description an alias */
                    label: string;
                    model: string;
                };
                cookie?: never;
            };
            requestBody?: never;
            responses: {
                /** @description Default Response */
                200: {
                    headers: {
                        [name: string]: unknown;
                    };
                    content?: never;
                };
            };
        };
        put?: never;
        post?: never;
        delete?: never;
        options?: never;
        head?: never;
        patch?: never;
        trace?: never;
    };
    "/v1/models/{model}/labels/{label}:classify": {
        parameters: {
            query?: never;
            header?: never;
            path?: never;
            cookie?: never;
        };
        get?: never;
        put?: never;
        /**
         * Classify
         * @description JSON `{"examples":[{…}],"context":{…}}` gives each label with its score.
         */
        post: {
            parameters: {
                query?: never;
                header?: never;
                path: {
                    /** @description an alias */
                    label: string;
                    model: string;
                };
                cookie?: never;
            };
            requestBody?: never;
            responses: {
                /** @description Default Response */
                200: {
                    headers: {
                        [name: string]: unknown;
                    };
                    content: {
                        "application/json": {
                            results: unknown[];
                        };
                    };
                };
            };
        };
        delete?: never;
        options?: never;
        head?: never;
        patch?: never;
        trace?: never;
    };
    "/v1/models/{model}/labels/{label}:explain": {
        parameters: {
            query?: never;
            header?: never;
            path?: never;
            cookie?: never;
        };
        get?: never;
        put?: never;
        /**
         * Explain
         * @description What in an input the answer rests on, by integrated gradients or occlusion. The body is that of a prediction: JSON with `instances` and these options, or a file with the options in the query. A picture or a sound is answered with a heat map for `Accept: image/png`.
         */
        post: {
            parameters: {
                query?: {
                    /** @description what the input is compared with: a name that the kind of data has */
                    baseline?: string;
                    /** @description Default: what `Accept` says */
                    format?: "json" | "png";
                    method?: "integratedGradients" | "occlusion";
                    /** @description of what ends in probabilities. Default: probability */
                    output?: "probability" | "logit";
                    /** @description occluded together: pixels of a side, tokens, steps */
                    patch?: number;
                    /** @description of the integral; doubled until the attributions sum to the difference */
                    steps?: number;
                    /** @description from one patch to the next. Default: half a patch */
                    stride?: number;
                    /** @description a label, or the name of a number. Default: the likeliest */
                    target?: string;
                };
                header?: never;
                path: {
                    /** @description an alias */
                    label: string;
                    model: string;
                };
                cookie?: never;
            };
            requestBody?: never;
            responses: {
                /** @description Default Response */
                200: {
                    headers: {
                        [name: string]: unknown;
                    };
                    content: {
                        "application/json": {
                            explanations: ({
                                baseline: string;
                                /** @description whether delta is small */
                                complete?: boolean;
                                /** @description the difference of the outputs, less the sum */
                                delta?: number;
                                method: string;
                                output: string;
                                outputs: {
                                    baseline: number;
                                    input: number;
                                };
                                /** @description as for a file */
                                prediction: unknown;
                                /** @description of the attributions */
                                sum: number;
                                target: string;
                            } & {
                                [key: string]: unknown;
                            })[];
                        };
                    };
                };
                /** @description RFC 9457 problem details */
                400: {
                    headers: {
                        [name: string]: unknown;
                    };
                    content: {
                        "application/json": components["schemas"]["Problem"];
                    };
                };
                /** @description RFC 9457 problem details */
                401: {
                    headers: {
                        [name: string]: unknown;
                    };
                    content: {
                        "application/json": components["schemas"]["Problem"];
                    };
                };
                /** @description RFC 9457 problem details */
                404: {
                    headers: {
                        [name: string]: unknown;
                    };
                    content: {
                        "application/json": components["schemas"]["Problem"];
                    };
                };
                /** @description RFC 9457 problem details */
                413: {
                    headers: {
                        [name: string]: unknown;
                    };
                    content: {
                        "application/json": components["schemas"]["Problem"];
                    };
                };
                /** @description RFC 9457 problem details */
                415: {
                    headers: {
                        [name: string]: unknown;
                    };
                    content: {
                        "application/json": components["schemas"]["Problem"];
                    };
                };
                /** @description RFC 9457 problem details */
                422: {
                    headers: {
                        [name: string]: unknown;
                    };
                    content: {
                        "application/json": components["schemas"]["Problem"];
                    };
                };
                /** @description RFC 9457 problem details */
                429: {
                    headers: {
                        [name: string]: unknown;
                    };
                    content: {
                        "application/json": components["schemas"]["Problem"];
                    };
                };
                /** @description RFC 9457 problem details */
                503: {
                    headers: {
                        [name: string]: unknown;
                    };
                    content: {
                        "application/json": components["schemas"]["Problem"];
                    };
                };
                /** @description RFC 9457 problem details */
                504: {
                    headers: {
                        [name: string]: unknown;
                    };
                    content: {
                        "application/json": components["schemas"]["Problem"];
                    };
                };
            };
        };
        delete?: never;
        options?: never;
        head?: never;
        patch?: never;
        trace?: never;
    };
    "/v1/models/{model}/labels/{label}:predict": {
        parameters: {
            query?: never;
            header?: never;
            path?: never;
            cookie?: never;
        };
        get?: never;
        put?: never;
        /**
         * Predict
         * @description JSON `{"instances":[…]}` or `{"inputs":…}` gives outputs in the same form, as TensorFlow Serving does; a file gives labels or numbers.
         */
        post: {
            parameters: {
                query?: {
                    /** @description true: what training never saw is told in `warnings` and `novelty` */
                    contract?: "true" | "false";
                    /** @description of a file: above which probability one of several labels is told */
                    threshold?: number;
                    /** @description of a file: how many of the likeliest labels are told */
                    top?: number;
                };
                header?: never;
                path: {
                    /** @description an alias */
                    label: string;
                    model: string;
                };
                cookie?: never;
            };
            requestBody?: never;
            responses: {
                /** @description Default Response */
                200: {
                    headers: {
                        [name: string]: unknown;
                    };
                    content: {
                        "application/json": {
                            /** @description with `?contract=true`, for each instance; null for a version without a contract */
                            novelty?: number[] | null;
                            outputs?: unknown[];
                            predictions?: unknown[];
                            /** @description with `?contract=true`, for each instance; null for a version without a contract */
                            warnings?: string[][] | null;
                        };
                    };
                };
            };
        };
        delete?: never;
        options?: never;
        head?: never;
        patch?: never;
        trace?: never;
    };
    "/v1/models/{model}/labels/{label}:regress": {
        parameters: {
            query?: never;
            header?: never;
            path?: never;
            cookie?: never;
        };
        get?: never;
        put?: never;
        /**
         * Regress
         * @description JSON `{"examples":[{…}],"context":{…}}` gives a number for each example.
         */
        post: {
            parameters: {
                query?: never;
                header?: never;
                path: {
                    /** @description an alias */
                    label: string;
                    model: string;
                };
                cookie?: never;
            };
            requestBody?: never;
            responses: {
                /** @description Default Response */
                200: {
                    headers: {
                        [name: string]: unknown;
                    };
                    content: {
                        "application/json": {
                            results: unknown[];
                        };
                    };
                };
            };
        };
        delete?: never;
        options?: never;
        head?: never;
        patch?: never;
        trace?: never;
    };
    "/v1/models/{model}/labels/{label}/metadata": {
        parameters: {
            query?: never;
            header?: never;
            path?: never;
            cookie?: never;
        };
        /** Signatures, as TensorFlow Serving tells them */
        get: {
            parameters: {
                query?: never;
                header?: never;
                path: {
                    /** @description an alias */
                    label: string;
                    model: string;
                };
                cookie?: never;
            };
            requestBody?: never;
            responses: {
                /** @description Default Response */
                200: {
                    headers: {
                        [name: string]: unknown;
                    };
                    content?: never;
                };
            };
        };
        put?: never;
        post?: never;
        delete?: never;
        options?: never;
        head?: never;
        patch?: never;
        trace?: never;
    };
    "/v1/models/{model}/metadata": {
        parameters: {
            query?: never;
            header?: never;
            path?: never;
            cookie?: never;
        };
        /** Signatures, as TensorFlow Serving tells them */
        get: {
            parameters: {
                query?: never;
                header?: never;
                path: {
                    model: string;
                };
                cookie?: never;
            };
            requestBody?: never;
            responses: {
                /** @description Default Response */
                200: {
                    headers: {
                        [name: string]: unknown;
                    };
                    content?: never;
                };
            };
        };
        put?: never;
        post?: never;
        delete?: never;
        options?: never;
        head?: never;
        patch?: never;
        trace?: never;
    };
    "/v1/models/{model}/retention": {
        parameters: {
            query?: never;
            header?: never;
            path?: never;
            cookie?: never;
        };
        /** Which versions are kept */
        get: {
            parameters: {
                query?: never;
                header?: never;
                path: {
                    model: string;
                };
                cookie?: never;
            };
            requestBody?: never;
            responses: {
                /** @description Default Response */
                200: {
                    headers: {
                        [name: string]: unknown;
                    };
                    content: {
                        /**
                         * @example {
                         *       "keepLast": 10,
                         *       "keepDays": 90
                         *     }
                         */
                        "application/json": {
                            /** @description those younger than so many days stay, however many */
                            keepDays?: number;
                            /** @description the newest so many stay, however old */
                            keepLast?: number;
                        };
                    };
                };
                /** @description RFC 9457 problem details */
                400: {
                    headers: {
                        [name: string]: unknown;
                    };
                    content: {
                        "application/json": components["schemas"]["Problem"];
                    };
                };
                /** @description RFC 9457 problem details */
                401: {
                    headers: {
                        [name: string]: unknown;
                    };
                    content: {
                        "application/json": components["schemas"]["Problem"];
                    };
                };
                /** @description RFC 9457 problem details */
                404: {
                    headers: {
                        [name: string]: unknown;
                    };
                    content: {
                        "application/json": components["schemas"]["Problem"];
                    };
                };
                /** @description RFC 9457 problem details */
                503: {
                    headers: {
                        [name: string]: unknown;
                    };
                    content: {
                        "application/json": components["schemas"]["Problem"];
                    };
                };
            };
        };
        /**
         * Keep versions by count and age
         * @description Others are removed now, and from now on within ten minutes; never the newest, nor one that an alias points at.
         */
        put: {
            parameters: {
                query?: never;
                header?: never;
                path: {
                    model: string;
                };
                cookie?: never;
            };
            requestBody: {
                content: {
                    /**
                     * @example {
                     *       "keepLast": 10,
                     *       "keepDays": 90
                     *     }
                     */
                    "application/json": {
                        /** @description those younger than so many days stay, however many */
                        keepDays?: number;
                        /** @description the newest so many stay, however old */
                        keepLast?: number;
                    };
                };
            };
            responses: {
                /** @description Default Response */
                200: {
                    headers: {
                        [name: string]: unknown;
                    };
                    content: {
                        "application/json": {
                            /** @description those younger than so many days stay, however many */
                            keepDays?: number;
                            /** @description the newest so many stay, however old */
                            keepLast?: number;
                        } & {
                            removed: number[];
                        };
                    };
                };
                /** @description RFC 9457 problem details */
                400: {
                    headers: {
                        [name: string]: unknown;
                    };
                    content: {
                        "application/json": components["schemas"]["Problem"];
                    };
                };
                /** @description RFC 9457 problem details */
                401: {
                    headers: {
                        [name: string]: unknown;
                    };
                    content: {
                        "application/json": components["schemas"]["Problem"];
                    };
                };
                /** @description RFC 9457 problem details */
                404: {
                    headers: {
                        [name: string]: unknown;
                    };
                    content: {
                        "application/json": components["schemas"]["Problem"];
                    };
                };
                /** @description RFC 9457 problem details */
                415: {
                    headers: {
                        [name: string]: unknown;
                    };
                    content: {
                        "application/json": components["schemas"]["Problem"];
                    };
                };
                /** @description RFC 9457 problem details */
                503: {
                    headers: {
                        [name: string]: unknown;
                    };
                    content: {
                        "application/json": components["schemas"]["Problem"];
                    };
                };
            };
        };
        post?: never;
        /** Keep all versions */
        delete: {
            parameters: {
                query?: never;
                header?: never;
                path: {
                    model: string;
                };
                cookie?: never;
            };
            requestBody?: never;
            responses: {
                /** @description Default Response */
                204: {
                    headers: {
                        [name: string]: unknown;
                    };
                    content?: never;
                };
                /** @description RFC 9457 problem details */
                400: {
                    headers: {
                        [name: string]: unknown;
                    };
                    content: {
                        "application/json": components["schemas"]["Problem"];
                    };
                };
                /** @description RFC 9457 problem details */
                401: {
                    headers: {
                        [name: string]: unknown;
                    };
                    content: {
                        "application/json": components["schemas"]["Problem"];
                    };
                };
                /** @description RFC 9457 problem details */
                404: {
                    headers: {
                        [name: string]: unknown;
                    };
                    content: {
                        "application/json": components["schemas"]["Problem"];
                    };
                };
                /** @description RFC 9457 problem details */
                503: {
                    headers: {
                        [name: string]: unknown;
                    };
                    content: {
                        "application/json": components["schemas"]["Problem"];
                    };
                };
            };
        };
        options?: never;
        head?: never;
        patch?: never;
        trace?: never;
    };
    "/v1/models/{model}/versions": {
        parameters: {
            query?: never;
            header?: never;
            path?: never;
            cookie?: never;
        };
        get?: never;
        put?: never;
        /**
         * Import a version
         * @description A `.keras` or `.h5` file of Keras, a TensorFlow.js layers model (a ZIP, or its files), a SavedModel (a ZIP), told by content; or an export of this service, of which nothing is lost. 201 is a new version, 200 the one that the same files made before. Layers that this service lacks are refused by name.
         */
        post: {
            parameters: {
                query?: never;
                header?: never;
                path: {
                    model: string;
                };
                cookie?: never;
            };
            requestBody: {
                content: {
                    "application/octet-stream": string;
                    "application/zip": string;
                    "multipart/form-data": {
                        /** @description one, or all files of a TensorFlow.js model, each in a part of its own */
                        file: string[];
                        /**
                         * @example {
                         *       "task": "classification",
                         *       "labels": [
                         *         "cat",
                         *         "dog"
                         *       ]
                         *     }
                         */
                        options?: {
                            /** @description of one input, where the file leaves lengths open */
                            inputShape?: number[];
                            /** @description what each output is called; "0", "1", … unless given */
                            labels?: string[];
                            /** @description of the kinds "image", "tensor" or "text", as a version has it; raw numbers unless given */
                            preprocessing?: {
                                channels: 1 | 3 | 4;
                                divideBy: number;
                                height: number;
                                /** @enum {string} */
                                kind: "image";
                                width: number;
                            } | {
                                columns: ({
                                    /** @enum {string} */
                                    as: "number";
                                    dateFormat?: string;
                                    divideBy: number;
                                    fill: number;
                                    name: string;
                                    nullable: boolean;
                                    subtract: number;
                                    /** @enum {unknown} */
                                    type: "number" | "integer" | "boolean" | "timestamp" | "text";
                                } | {
                                    /** @enum {string} */
                                    as: "category";
                                    dateFormat?: string;
                                    name: string;
                                    nullable: boolean;
                                    size: number;
                                    /** @enum {unknown} */
                                    type: "number" | "integer" | "boolean" | "timestamp" | "text";
                                    values: (string | null)[];
                                } | {
                                    /** @enum {string} */
                                    as: "embedding";
                                    dateFormat?: string;
                                    name: string;
                                    nullable: boolean;
                                    size: number;
                                    /** @enum {unknown} */
                                    type: "number" | "integer" | "boolean" | "timestamp" | "text";
                                    values: (string | null)[];
                                } | {
                                    /** @enum {string} */
                                    as: "date";
                                    dateFormat?: string;
                                    deviation: number;
                                    mean: number;
                                    name: string;
                                    nullable: boolean;
                                    /** @enum {unknown} */
                                    type: "number" | "integer" | "boolean" | "timestamp" | "text";
                                })[];
                                csv?: {
                                    delimiter?: string;
                                    /** @enum {unknown} */
                                    encoding?: "utf-8" | "utf-16" | "latin-1";
                                    nulls?: string[];
                                };
                                /** @enum {string} */
                                kind: "tabular";
                                others: string[];
                            } | {
                                columns?: string[];
                                features: {
                                    divideBy: number;
                                    fill: number;
                                    name: string;
                                    subtract: number;
                                }[];
                                /** @enum {string} */
                                kind: "sequence";
                                length: number;
                                padded: boolean;
                                /** @enum {unknown} */
                                precision: "float32" | "float64";
                            } | {
                                column: string;
                                csv?: {
                                    delimiter?: string;
                                    /** @enum {unknown} */
                                    encoding?: "utf-8" | "utf-16" | "latin-1";
                                    nulls?: string[];
                                };
                                /** @enum {string} */
                                kind: "text";
                                length: number;
                                lowercase: boolean;
                                others: string[];
                                tokens: "words" | "characters";
                                vocabulary: string[];
                            } | {
                                deviation: number;
                                hop: number;
                                /** @enum {string} */
                                kind: "audio";
                                mean: number;
                                melBands: number;
                                sampleRate: number;
                                samples: number;
                                window: number;
                            } | {
                                divisors: number[];
                                /** @enum {string} */
                                kind: "tensor";
                                offsets: number[];
                                shape: number[];
                            };
                            /**
                             * @description by the last activation unless given
                             * @enum {unknown}
                             */
                            task?: "classification" | "multiLabelClassification" | "regression";
                        };
                    };
                };
            };
            responses: {
                /** @description Default Response */
                200: {
                    headers: {
                        [name: string]: unknown;
                    };
                    content: {
                        "application/json": components["schemas"]["Manifest"] & {
                            model_version_status: {
                                /** @enum {unknown} */
                                state: "AVAILABLE" | "END";
                                status: {
                                    /** @enum {unknown} */
                                    error_code: "OK" | "DATA_LOSS";
                                    error_message: string;
                                };
                                version: string;
                            }[];
                        };
                    };
                };
                /** @description Default Response */
                201: {
                    headers: {
                        [name: string]: unknown;
                    };
                    content: {
                        "application/json": components["schemas"]["Manifest"] & {
                            model_version_status: {
                                /** @enum {unknown} */
                                state: "AVAILABLE" | "END";
                                status: {
                                    /** @enum {unknown} */
                                    error_code: "OK" | "DATA_LOSS";
                                    error_message: string;
                                };
                                version: string;
                            }[];
                        };
                    };
                };
                /** @description RFC 9457 problem details */
                400: {
                    headers: {
                        [name: string]: unknown;
                    };
                    content: {
                        "application/json": components["schemas"]["Problem"];
                    };
                };
                /** @description RFC 9457 problem details */
                401: {
                    headers: {
                        [name: string]: unknown;
                    };
                    content: {
                        "application/json": components["schemas"]["Problem"];
                    };
                };
                /** @description RFC 9457 problem details */
                408: {
                    headers: {
                        [name: string]: unknown;
                    };
                    content: {
                        "application/json": components["schemas"]["Problem"];
                    };
                };
                /** @description RFC 9457 problem details */
                413: {
                    headers: {
                        [name: string]: unknown;
                    };
                    content: {
                        "application/json": components["schemas"]["Problem"];
                    };
                };
                /** @description RFC 9457 problem details */
                415: {
                    headers: {
                        [name: string]: unknown;
                    };
                    content: {
                        "application/json": components["schemas"]["Problem"];
                    };
                };
                /** @description RFC 9457 problem details */
                422: {
                    headers: {
                        [name: string]: unknown;
                    };
                    content: {
                        "application/json": components["schemas"]["Problem"];
                    };
                };
                /** @description RFC 9457 problem details */
                429: {
                    headers: {
                        [name: string]: unknown;
                    };
                    content: {
                        "application/json": components["schemas"]["Problem"];
                    };
                };
                /** @description RFC 9457 problem details */
                503: {
                    headers: {
                        [name: string]: unknown;
                    };
                    content: {
                        "application/json": components["schemas"]["Problem"];
                    };
                };
            };
        };
        delete?: never;
        options?: never;
        head?: never;
        patch?: never;
        trace?: never;
    };
    "/v1/models/{model}/versions/{version}": {
        parameters: {
            query?: never;
            header?: never;
            path?: never;
            cookie?: never;
        };
        /** One version: network, preprocessing, metrics, lineage */
        get: {
            parameters: {
                query?: never;
                header?: never;
                path: {
                    model: string;
                    version: number;
                };
                cookie?: never;
            };
            requestBody?: never;
            responses: {
                /** @description Default Response */
                200: {
                    headers: {
                        [name: string]: unknown;
                    };
                    content: {
                        "application/json": components["schemas"]["Manifest"] & {
                            model_version_status: {
                                /** @enum {unknown} */
                                state: "AVAILABLE" | "END";
                                status: {
                                    /** @enum {unknown} */
                                    error_code: "OK" | "DATA_LOSS";
                                    error_message: string;
                                };
                                version: string;
                            }[];
                        };
                    };
                };
                /** @description RFC 9457 problem details */
                400: {
                    headers: {
                        [name: string]: unknown;
                    };
                    content: {
                        "application/json": components["schemas"]["Problem"];
                    };
                };
                /** @description RFC 9457 problem details */
                401: {
                    headers: {
                        [name: string]: unknown;
                    };
                    content: {
                        "application/json": components["schemas"]["Problem"];
                    };
                };
                /** @description RFC 9457 problem details */
                404: {
                    headers: {
                        [name: string]: unknown;
                    };
                    content: {
                        "application/json": components["schemas"]["Problem"];
                    };
                };
                /** @description RFC 9457 problem details */
                503: {
                    headers: {
                        [name: string]: unknown;
                    };
                    content: {
                        "application/json": components["schemas"]["Problem"];
                    };
                };
            };
        };
        put?: never;
        post?: never;
        /**
         * Remove a version for good
         * @description Its number is not given again. 409 while an alias points at it.
         */
        delete: {
            parameters: {
                query?: never;
                header?: never;
                path: {
                    model: string;
                    version: number;
                };
                cookie?: never;
            };
            requestBody?: never;
            responses: {
                /** @description Default Response */
                204: {
                    headers: {
                        [name: string]: unknown;
                    };
                    content?: never;
                };
                /** @description RFC 9457 problem details */
                400: {
                    headers: {
                        [name: string]: unknown;
                    };
                    content: {
                        "application/json": components["schemas"]["Problem"];
                    };
                };
                /** @description RFC 9457 problem details */
                401: {
                    headers: {
                        [name: string]: unknown;
                    };
                    content: {
                        "application/json": components["schemas"]["Problem"];
                    };
                };
                /** @description RFC 9457 problem details */
                404: {
                    headers: {
                        [name: string]: unknown;
                    };
                    content: {
                        "application/json": components["schemas"]["Problem"];
                    };
                };
                /** @description RFC 9457 problem details */
                409: {
                    headers: {
                        [name: string]: unknown;
                    };
                    content: {
                        "application/json": components["schemas"]["Problem"];
                    };
                };
                /** @description RFC 9457 problem details */
                503: {
                    headers: {
                        [name: string]: unknown;
                    };
                    content: {
                        "application/json": components["schemas"]["Problem"];
                    };
                };
            };
        };
        options?: never;
        head?: never;
        patch?: never;
        trace?: never;
    };
    "/v1/models/{model}/versions/{version}:classify": {
        parameters: {
            query?: never;
            header?: never;
            path?: never;
            cookie?: never;
        };
        get?: never;
        put?: never;
        /**
         * Classify
         * @description JSON `{"examples":[{…}],"context":{…}}` gives each label with its score.
         */
        post: {
            parameters: {
                query?: never;
                header?: never;
                path: {
                    model: string;
                    /** @description a whole number */
                    version: string;
                };
                cookie?: never;
            };
            requestBody?: never;
            responses: {
                /** @description Default Response */
                200: {
                    headers: {
                        [name: string]: unknown;
                    };
                    content: {
                        "application/json": {
                            results: unknown[];
                        };
                    };
                };
            };
        };
        delete?: never;
        options?: never;
        head?: never;
        patch?: never;
        trace?: never;
    };
    "/v1/models/{model}/versions/{version}:explain": {
        parameters: {
            query?: never;
            header?: never;
            path?: never;
            cookie?: never;
        };
        get?: never;
        put?: never;
        /**
         * Explain
         * @description What in an input the answer rests on, by integrated gradients or occlusion. The body is that of a prediction: JSON with `instances` and these options, or a file with the options in the query. A picture or a sound is answered with a heat map for `Accept: image/png`.
         */
        post: {
            parameters: {
                query?: {
                    /** @description what the input is compared with: a name that the kind of data has */
                    baseline?: string;
                    /** @description Default: what `Accept` says */
                    format?: "json" | "png";
                    method?: "integratedGradients" | "occlusion";
                    /** @description of what ends in probabilities. Default: probability */
                    output?: "probability" | "logit";
                    /** @description occluded together: pixels of a side, tokens, steps */
                    patch?: number;
                    /** @description of the integral; doubled until the attributions sum to the difference */
                    steps?: number;
                    /** @description from one patch to the next. Default: half a patch */
                    stride?: number;
                    /** @description a label, or the name of a number. Default: the likeliest */
                    target?: string;
                };
                header?: never;
                path: {
                    model: string;
                    /** @description a whole number */
                    version: string;
                };
                cookie?: never;
            };
            requestBody?: never;
            responses: {
                /** @description Default Response */
                200: {
                    headers: {
                        [name: string]: unknown;
                    };
                    content: {
                        "application/json": {
                            explanations: ({
                                baseline: string;
                                /** @description whether delta is small */
                                complete?: boolean;
                                /** @description the difference of the outputs, less the sum */
                                delta?: number;
                                method: string;
                                output: string;
                                outputs: {
                                    baseline: number;
                                    input: number;
                                };
                                /** @description as for a file */
                                prediction: unknown;
                                /** @description of the attributions */
                                sum: number;
                                target: string;
                            } & {
                                [key: string]: unknown;
                            })[];
                        };
                    };
                };
                /** @description RFC 9457 problem details */
                400: {
                    headers: {
                        [name: string]: unknown;
                    };
                    content: {
                        "application/json": components["schemas"]["Problem"];
                    };
                };
                /** @description RFC 9457 problem details */
                401: {
                    headers: {
                        [name: string]: unknown;
                    };
                    content: {
                        "application/json": components["schemas"]["Problem"];
                    };
                };
                /** @description RFC 9457 problem details */
                404: {
                    headers: {
                        [name: string]: unknown;
                    };
                    content: {
                        "application/json": components["schemas"]["Problem"];
                    };
                };
                /** @description RFC 9457 problem details */
                413: {
                    headers: {
                        [name: string]: unknown;
                    };
                    content: {
                        "application/json": components["schemas"]["Problem"];
                    };
                };
                /** @description RFC 9457 problem details */
                415: {
                    headers: {
                        [name: string]: unknown;
                    };
                    content: {
                        "application/json": components["schemas"]["Problem"];
                    };
                };
                /** @description RFC 9457 problem details */
                422: {
                    headers: {
                        [name: string]: unknown;
                    };
                    content: {
                        "application/json": components["schemas"]["Problem"];
                    };
                };
                /** @description RFC 9457 problem details */
                429: {
                    headers: {
                        [name: string]: unknown;
                    };
                    content: {
                        "application/json": components["schemas"]["Problem"];
                    };
                };
                /** @description RFC 9457 problem details */
                503: {
                    headers: {
                        [name: string]: unknown;
                    };
                    content: {
                        "application/json": components["schemas"]["Problem"];
                    };
                };
                /** @description RFC 9457 problem details */
                504: {
                    headers: {
                        [name: string]: unknown;
                    };
                    content: {
                        "application/json": components["schemas"]["Problem"];
                    };
                };
            };
        };
        delete?: never;
        options?: never;
        head?: never;
        patch?: never;
        trace?: never;
    };
    "/v1/models/{model}/versions/{version}:predict": {
        parameters: {
            query?: never;
            header?: never;
            path?: never;
            cookie?: never;
        };
        get?: never;
        put?: never;
        /**
         * Predict
         * @description JSON `{"instances":[…]}` or `{"inputs":…}` gives outputs in the same form, as TensorFlow Serving does; a file gives labels or numbers.
         */
        post: {
            parameters: {
                query?: {
                    /** @description true: what training never saw is told in `warnings` and `novelty` */
                    contract?: "true" | "false";
                    /** @description of a file: above which probability one of several labels is told */
                    threshold?: number;
                    /** @description of a file: how many of the likeliest labels are told */
                    top?: number;
                };
                header?: never;
                path: {
                    model: string;
                    /** @description a whole number */
                    version: string;
                };
                cookie?: never;
            };
            requestBody?: never;
            responses: {
                /** @description Default Response */
                200: {
                    headers: {
                        [name: string]: unknown;
                    };
                    content: {
                        "application/json": {
                            /** @description with `?contract=true`, for each instance; null for a version without a contract */
                            novelty?: number[] | null;
                            outputs?: unknown[];
                            predictions?: unknown[];
                            /** @description with `?contract=true`, for each instance; null for a version without a contract */
                            warnings?: string[][] | null;
                        };
                    };
                };
            };
        };
        delete?: never;
        options?: never;
        head?: never;
        patch?: never;
        trace?: never;
    };
    "/v1/models/{model}/versions/{version}:regress": {
        parameters: {
            query?: never;
            header?: never;
            path?: never;
            cookie?: never;
        };
        get?: never;
        put?: never;
        /**
         * Regress
         * @description JSON `{"examples":[{…}],"context":{…}}` gives a number for each example.
         */
        post: {
            parameters: {
                query?: never;
                header?: never;
                path: {
                    model: string;
                    /** @description a whole number */
                    version: string;
                };
                cookie?: never;
            };
            requestBody?: never;
            responses: {
                /** @description Default Response */
                200: {
                    headers: {
                        [name: string]: unknown;
                    };
                    content: {
                        "application/json": {
                            results: unknown[];
                        };
                    };
                };
            };
        };
        delete?: never;
        options?: never;
        head?: never;
        patch?: never;
        trace?: never;
    };
    "/v1/models/{model}/versions/{version}/drift": {
        parameters: {
            query?: never;
            header?: never;
            path?: never;
            cookie?: never;
        };
        /**
         * Whether predictions of a version still resemble its training
         * @description The population stability index of each column and output over a sample of the predictions of all processes, against the training rows: from 0.1 on moderate, from 0.25 on major, tooFew while chance alone may exceed 0.1.
         */
        get: {
            parameters: {
                query?: {
                    /** @description how far back, to ten minutes; the last hour */
                    window?: "hour" | "day";
                };
                header?: never;
                path: {
                    model: string;
                    version: number;
                };
                cookie?: never;
            };
            requestBody?: never;
            responses: {
                /** @description Default Response */
                200: {
                    headers: {
                        [name: string]: unknown;
                    };
                    content: {
                        "application/json": {
                            columns: {
                                name: string;
                                /** @enum {unknown} */
                                verdict: "tooFew" | "stable" | "moderate" | "major";
                            }[];
                            /** @description that were looked at, in all processes */
                            instances: number;
                            model: string;
                            outputs: {
                                name: string;
                                /** @enum {unknown} */
                                verdict: "tooFew" | "stable" | "moderate" | "major";
                            }[];
                            /** @enum {unknown} */
                            verdict: "tooFew" | "stable" | "moderate" | "major" | "unknown";
                            version: number;
                            /** @enum {unknown} */
                            window: "hour" | "day";
                        };
                    };
                };
                /** @description RFC 9457 problem details */
                400: {
                    headers: {
                        [name: string]: unknown;
                    };
                    content: {
                        "application/json": components["schemas"]["Problem"];
                    };
                };
                /** @description RFC 9457 problem details */
                401: {
                    headers: {
                        [name: string]: unknown;
                    };
                    content: {
                        "application/json": components["schemas"]["Problem"];
                    };
                };
                /** @description RFC 9457 problem details */
                404: {
                    headers: {
                        [name: string]: unknown;
                    };
                    content: {
                        "application/json": components["schemas"]["Problem"];
                    };
                };
                /** @description RFC 9457 problem details */
                503: {
                    headers: {
                        [name: string]: unknown;
                    };
                    content: {
                        "application/json": components["schemas"]["Problem"];
                    };
                };
            };
        };
        put?: never;
        post?: never;
        delete?: never;
        options?: never;
        head?: never;
        patch?: never;
        trace?: never;
    };
    "/v1/models/{model}/versions/{version}/evaluations": {
        parameters: {
            query?: never;
            header?: never;
            path?: never;
            cookie?: never;
        };
        /** What a version was measured to be after its training, newest first */
        get: {
            parameters: {
                query?: never;
                header?: never;
                path: {
                    model: string;
                    version: number;
                };
                cookie?: never;
            };
            requestBody?: never;
            responses: {
                /** @description Default Response */
                200: {
                    headers: {
                        [name: string]: unknown;
                    };
                    content: {
                        "application/json": {
                            data: components["schemas"]["KeptEvaluation"][];
                        };
                    };
                };
                /** @description RFC 9457 problem details */
                400: {
                    headers: {
                        [name: string]: unknown;
                    };
                    content: {
                        "application/json": components["schemas"]["Problem"];
                    };
                };
                /** @description RFC 9457 problem details */
                401: {
                    headers: {
                        [name: string]: unknown;
                    };
                    content: {
                        "application/json": components["schemas"]["Problem"];
                    };
                };
                /** @description RFC 9457 problem details */
                404: {
                    headers: {
                        [name: string]: unknown;
                    };
                    content: {
                        "application/json": components["schemas"]["Problem"];
                    };
                };
                /** @description RFC 9457 problem details */
                503: {
                    headers: {
                        [name: string]: unknown;
                    };
                    content: {
                        "application/json": components["schemas"]["Problem"];
                    };
                };
            };
        };
        put?: never;
        post?: never;
        delete?: never;
        options?: never;
        head?: never;
        patch?: never;
        trace?: never;
    };
    "/v1/models/{model}/versions/{version}/export": {
        parameters: {
            query?: never;
            header?: never;
            path?: never;
            cookie?: never;
        };
        /**
         * Download a version for another tool
         * @description A file that the tool opens: `keras` for Keras 3, `savedmodel` for TensorFlow and its Serving, `tfjs` for TensorFlow.js. It is made when it is first asked for. `epochd.json` in it says what the format cannot. `Repr-Digest` tells its SHA-256; a `Range` of bytes goes on with a download that broke off.
         */
        get: {
            parameters: {
                query: {
                    format: "tfjs" | "keras" | "savedmodel";
                };
                header?: never;
                path: {
                    model: string;
                    version: number;
                };
                cookie?: never;
            };
            requestBody?: never;
            responses: {
                /** @description The file */
                200: {
                    headers: {
                        [name: string]: unknown;
                    };
                    content: {
                        "*/*": string;
                    };
                };
                /** @description The file */
                206: {
                    headers: {
                        [name: string]: unknown;
                    };
                    content: {
                        "*/*": string;
                    };
                };
                /** @description Default Response */
                304: {
                    headers: {
                        [name: string]: unknown;
                    };
                    content?: never;
                };
                /** @description RFC 9457 problem details */
                400: {
                    headers: {
                        [name: string]: unknown;
                    };
                    content: {
                        "application/json": components["schemas"]["Problem"];
                    };
                };
                /** @description RFC 9457 problem details */
                401: {
                    headers: {
                        [name: string]: unknown;
                    };
                    content: {
                        "application/json": components["schemas"]["Problem"];
                    };
                };
                /** @description RFC 9457 problem details */
                404: {
                    headers: {
                        [name: string]: unknown;
                    };
                    content: {
                        "application/json": components["schemas"]["Problem"];
                    };
                };
                /** @description RFC 9457 problem details */
                416: {
                    headers: {
                        [name: string]: unknown;
                    };
                    content: {
                        "application/json": components["schemas"]["Problem"];
                    };
                };
                /** @description RFC 9457 problem details */
                422: {
                    headers: {
                        [name: string]: unknown;
                    };
                    content: {
                        "application/json": components["schemas"]["Problem"];
                    };
                };
                /** @description RFC 9457 problem details */
                429: {
                    headers: {
                        [name: string]: unknown;
                    };
                    content: {
                        "application/json": components["schemas"]["Problem"];
                    };
                };
                /** @description RFC 9457 problem details */
                503: {
                    headers: {
                        [name: string]: unknown;
                    };
                    content: {
                        "application/json": components["schemas"]["Problem"];
                    };
                };
            };
        };
        put?: never;
        post?: never;
        delete?: never;
        options?: never;
        head?: never;
        patch?: never;
        trace?: never;
    };
    "/v1/models/{model}/versions/{version}/metadata": {
        parameters: {
            query?: never;
            header?: never;
            path?: never;
            cookie?: never;
        };
        /** Signatures, as TensorFlow Serving tells them */
        get: {
            parameters: {
                query?: never;
                header?: never;
                path: {
                    model: string;
                    /** @description a whole number */
                    version: string;
                };
                cookie?: never;
            };
            requestBody?: never;
            responses: {
                /** @description Default Response */
                200: {
                    headers: {
                        [name: string]: unknown;
                    };
                    content?: never;
                };
            };
        };
        put?: never;
        post?: never;
        delete?: never;
        options?: never;
        head?: never;
        patch?: never;
        trace?: never;
    };
    "/v1/models/{model}/versions/{version}/mistakes": {
        parameters: {
            query?: never;
            header?: never;
            path?: never;
            cookie?: never;
        };
        /**
         * The rows that a version is mistaken about
         * @description Of the rows that it was tested on at the end of its training, those first that it was furthest off with. With `true` and `predicted` those behind one cell of the confusion matrix; where both are the same label, the right answers that it was least sure of. At most eight of each cell are kept, and 2,000 in all.
         */
        get: {
            parameters: {
                query?: {
                    limit?: number;
                    /** @description only rows that were taken for this label */
                    predicted?: string;
                    /** @description only rows of this label */
                    true?: string;
                };
                header?: never;
                path: {
                    model: string;
                    version: number;
                };
                cookie?: never;
            };
            requestBody?: never;
            responses: {
                /** @description Default Response */
                200: {
                    headers: {
                        [name: string]: unknown;
                    };
                    content: {
                        "application/json": {
                            data: {
                                loss: number;
                                predicted: string;
                                /** @description as in `GET /v1/datasets/{name}/rows`, a picture as a PNG's data URL; null where the dataset is gone or another one */
                                preview: unknown;
                                /** @description of the label that was predicted */
                                probability: number;
                                /** @description of the dataset, from 0 */
                                row: number;
                                true: string;
                                /** @description of the true one */
                                trueProbability: number;
                            }[];
                            /** @description whose rows they are; null of a version that was imported */
                            dataset: string | null;
                            /** @description whether more such rows were kept */
                            hasMore: boolean;
                            /** @description false of versions that have none: no classes, series, or made before rows were kept */
                            kept: boolean;
                        };
                    };
                };
                /** @description RFC 9457 problem details */
                400: {
                    headers: {
                        [name: string]: unknown;
                    };
                    content: {
                        "application/json": components["schemas"]["Problem"];
                    };
                };
                /** @description RFC 9457 problem details */
                401: {
                    headers: {
                        [name: string]: unknown;
                    };
                    content: {
                        "application/json": components["schemas"]["Problem"];
                    };
                };
                /** @description RFC 9457 problem details */
                404: {
                    headers: {
                        [name: string]: unknown;
                    };
                    content: {
                        "application/json": components["schemas"]["Problem"];
                    };
                };
                /** @description RFC 9457 problem details */
                503: {
                    headers: {
                        [name: string]: unknown;
                    };
                    content: {
                        "application/json": components["schemas"]["Problem"];
                    };
                };
            };
        };
        put?: never;
        post?: never;
        delete?: never;
        options?: never;
        head?: never;
        patch?: never;
        trace?: never;
    };
    "/v1/models/{model}/versions/{version}/tfjs/{file}": {
        parameters: {
            query?: never;
            header?: never;
            path?: never;
            cookie?: never;
        };
        /**
         * A file of a version as TensorFlow.js loads it
         * @description `tf.loadLayersModel` takes the address of `model.json` and finds the weights beside it.
         */
        get: {
            parameters: {
                query?: never;
                header?: never;
                path: {
                    file: string;
                    model: string;
                    version: number;
                };
                cookie?: never;
            };
            requestBody?: never;
            responses: {
                /** @description The file */
                200: {
                    headers: {
                        [name: string]: unknown;
                    };
                    content: {
                        "*/*": string;
                    };
                };
                /** @description The file */
                206: {
                    headers: {
                        [name: string]: unknown;
                    };
                    content: {
                        "*/*": string;
                    };
                };
                /** @description Default Response */
                304: {
                    headers: {
                        [name: string]: unknown;
                    };
                    content?: never;
                };
                /** @description RFC 9457 problem details */
                400: {
                    headers: {
                        [name: string]: unknown;
                    };
                    content: {
                        "application/json": components["schemas"]["Problem"];
                    };
                };
                /** @description RFC 9457 problem details */
                401: {
                    headers: {
                        [name: string]: unknown;
                    };
                    content: {
                        "application/json": components["schemas"]["Problem"];
                    };
                };
                /** @description RFC 9457 problem details */
                404: {
                    headers: {
                        [name: string]: unknown;
                    };
                    content: {
                        "application/json": components["schemas"]["Problem"];
                    };
                };
                /** @description RFC 9457 problem details */
                416: {
                    headers: {
                        [name: string]: unknown;
                    };
                    content: {
                        "application/json": components["schemas"]["Problem"];
                    };
                };
                /** @description RFC 9457 problem details */
                422: {
                    headers: {
                        [name: string]: unknown;
                    };
                    content: {
                        "application/json": components["schemas"]["Problem"];
                    };
                };
                /** @description RFC 9457 problem details */
                429: {
                    headers: {
                        [name: string]: unknown;
                    };
                    content: {
                        "application/json": components["schemas"]["Problem"];
                    };
                };
                /** @description RFC 9457 problem details */
                503: {
                    headers: {
                        [name: string]: unknown;
                    };
                    content: {
                        "application/json": components["schemas"]["Problem"];
                    };
                };
            };
        };
        put?: never;
        post?: never;
        delete?: never;
        options?: never;
        head?: never;
        patch?: never;
        trace?: never;
    };
    "/v1/schedules": {
        parameters: {
            query?: never;
            header?: never;
            path?: never;
            cookie?: never;
        };
        /** The schedules there are, with their next and their last runs */
        get: {
            parameters: {
                query?: never;
                header?: never;
                path?: never;
                cookie?: never;
            };
            requestBody?: never;
            responses: {
                /** @description Default Response */
                200: {
                    headers: {
                        [name: string]: unknown;
                    };
                    content: {
                        "application/json": {
                            data: {
                                createdAt: string;
                                cron: string;
                                enabled: boolean;
                                /**
                                 * @example {
                                 *       "model": "digits",
                                 *       "dataset": "mnist",
                                 *       "network": "cnn",
                                 *       "training": {
                                 *         "epochs": 5,
                                 *         "batchSize": 32,
                                 *         "optimizer": "adam",
                                 *         "seed": 7
                                 *       }
                                 *     }
                                 */
                                job: components["schemas"]["JobRequest"];
                                /** a name of 1 to 64 letters, digits, dots, dashes or underscores that starts with a letter or digit */
                                name: string;
                                /** @description null while it is disabled */
                                nextRunAt: string | null;
                                /** @description the newest ones, newest first */
                                runs: components["schemas"]["ScheduleRun"][];
                                timezone: string;
                                /** @enum {unknown} */
                                unchanged: "skip" | "train";
                                updatedAt: string;
                            }[];
                        };
                    };
                };
                /** @description RFC 9457 problem details */
                401: {
                    headers: {
                        [name: string]: unknown;
                    };
                    content: {
                        "application/json": components["schemas"]["Problem"];
                    };
                };
                /** @description RFC 9457 problem details */
                503: {
                    headers: {
                        [name: string]: unknown;
                    };
                    content: {
                        "application/json": components["schemas"]["Problem"];
                    };
                };
            };
        };
        put?: never;
        post?: never;
        delete?: never;
        options?: never;
        head?: never;
        patch?: never;
        trace?: never;
    };
    "/v1/schedules/{name}": {
        parameters: {
            query?: never;
            header?: never;
            path?: never;
            cookie?: never;
        };
        /** One schedule */
        get: {
            parameters: {
                query?: never;
                header?: never;
                path: {
                    name: string;
                };
                cookie?: never;
            };
            requestBody?: never;
            responses: {
                /** @description Default Response */
                200: {
                    headers: {
                        [name: string]: unknown;
                    };
                    content: {
                        "application/json": {
                            createdAt: string;
                            cron: string;
                            enabled: boolean;
                            /**
                             * @example {
                             *       "model": "digits",
                             *       "dataset": "mnist",
                             *       "network": "cnn",
                             *       "training": {
                             *         "epochs": 5,
                             *         "batchSize": 32,
                             *         "optimizer": "adam",
                             *         "seed": 7
                             *       }
                             *     }
                             */
                            job: components["schemas"]["JobRequest"];
                            /** a name of 1 to 64 letters, digits, dots, dashes or underscores that starts with a letter or digit */
                            name: string;
                            /** @description null while it is disabled */
                            nextRunAt: string | null;
                            /** @description the newest ones, newest first */
                            runs: components["schemas"]["ScheduleRun"][];
                            timezone: string;
                            /** @enum {unknown} */
                            unchanged: "skip" | "train";
                            updatedAt: string;
                        };
                    };
                };
                /** @description RFC 9457 problem details */
                401: {
                    headers: {
                        [name: string]: unknown;
                    };
                    content: {
                        "application/json": components["schemas"]["Problem"];
                    };
                };
                /** @description RFC 9457 problem details */
                404: {
                    headers: {
                        [name: string]: unknown;
                    };
                    content: {
                        "application/json": components["schemas"]["Problem"];
                    };
                };
                /** @description RFC 9457 problem details */
                503: {
                    headers: {
                        [name: string]: unknown;
                    };
                    content: {
                        "application/json": components["schemas"]["Problem"];
                    };
                };
            };
        };
        /**
         * Train by the clock
         * @description Makes or replaces a schedule. Its job is planned now, and again at each run against the data that has the name of its dataset then. Runs that were missed while nothing ran are made up for by one.
         */
        put: {
            parameters: {
                query?: never;
                header?: never;
                path: {
                    name: string;
                };
                cookie?: never;
            };
            requestBody: {
                content: {
                    /**
                     * @example {
                     *       "cron": "0 3 * * *",
                     *       "timezone": "Europe/Zurich",
                     *       "job": {
                     *         "model": "digits",
                     *         "dataset": "mnist",
                     *         "network": "cnn"
                     *       }
                     *     }
                     */
                    "application/json": components["schemas"]["ScheduleRequest"];
                };
            };
            responses: {
                /** @description Default Response */
                200: {
                    headers: {
                        [name: string]: unknown;
                    };
                    content: {
                        "application/json": {
                            createdAt: string;
                            cron: string;
                            enabled: boolean;
                            /**
                             * @example {
                             *       "model": "digits",
                             *       "dataset": "mnist",
                             *       "network": "cnn",
                             *       "training": {
                             *         "epochs": 5,
                             *         "batchSize": 32,
                             *         "optimizer": "adam",
                             *         "seed": 7
                             *       }
                             *     }
                             */
                            job: components["schemas"]["JobRequest"];
                            /** a name of 1 to 64 letters, digits, dots, dashes or underscores that starts with a letter or digit */
                            name: string;
                            /** @description null while it is disabled */
                            nextRunAt: string | null;
                            /** @description the newest ones, newest first */
                            runs: components["schemas"]["ScheduleRun"][];
                            timezone: string;
                            /** @enum {unknown} */
                            unchanged: "skip" | "train";
                            updatedAt: string;
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
                            createdAt: string;
                            cron: string;
                            enabled: boolean;
                            /**
                             * @example {
                             *       "model": "digits",
                             *       "dataset": "mnist",
                             *       "network": "cnn",
                             *       "training": {
                             *         "epochs": 5,
                             *         "batchSize": 32,
                             *         "optimizer": "adam",
                             *         "seed": 7
                             *       }
                             *     }
                             */
                            job: components["schemas"]["JobRequest"];
                            /** a name of 1 to 64 letters, digits, dots, dashes or underscores that starts with a letter or digit */
                            name: string;
                            /** @description null while it is disabled */
                            nextRunAt: string | null;
                            /** @description the newest ones, newest first */
                            runs: components["schemas"]["ScheduleRun"][];
                            timezone: string;
                            /** @enum {unknown} */
                            unchanged: "skip" | "train";
                            updatedAt: string;
                        };
                    };
                };
                /** @description RFC 9457 problem details */
                400: {
                    headers: {
                        [name: string]: unknown;
                    };
                    content: {
                        "application/json": components["schemas"]["Problem"];
                    };
                };
                /** @description RFC 9457 problem details */
                401: {
                    headers: {
                        [name: string]: unknown;
                    };
                    content: {
                        "application/json": components["schemas"]["Problem"];
                    };
                };
                /** @description RFC 9457 problem details */
                409: {
                    headers: {
                        [name: string]: unknown;
                    };
                    content: {
                        "application/json": components["schemas"]["Problem"];
                    };
                };
                /** @description RFC 9457 problem details */
                413: {
                    headers: {
                        [name: string]: unknown;
                    };
                    content: {
                        "application/json": components["schemas"]["Problem"];
                    };
                };
                /** @description RFC 9457 problem details */
                415: {
                    headers: {
                        [name: string]: unknown;
                    };
                    content: {
                        "application/json": components["schemas"]["Problem"];
                    };
                };
                /** @description RFC 9457 problem details */
                422: {
                    headers: {
                        [name: string]: unknown;
                    };
                    content: {
                        "application/json": components["schemas"]["Problem"];
                    };
                };
                /** @description RFC 9457 problem details */
                503: {
                    headers: {
                        [name: string]: unknown;
                    };
                    content: {
                        "application/json": components["schemas"]["Problem"];
                    };
                };
            };
        };
        post?: never;
        /**
         * Delete a schedule
         * @description Its jobs stay, and go on.
         */
        delete: {
            parameters: {
                query?: never;
                header?: never;
                path: {
                    name: string;
                };
                cookie?: never;
            };
            requestBody?: never;
            responses: {
                /** @description Default Response */
                204: {
                    headers: {
                        [name: string]: unknown;
                    };
                    content?: never;
                };
                /** @description RFC 9457 problem details */
                401: {
                    headers: {
                        [name: string]: unknown;
                    };
                    content: {
                        "application/json": components["schemas"]["Problem"];
                    };
                };
                /** @description RFC 9457 problem details */
                404: {
                    headers: {
                        [name: string]: unknown;
                    };
                    content: {
                        "application/json": components["schemas"]["Problem"];
                    };
                };
                /** @description RFC 9457 problem details */
                503: {
                    headers: {
                        [name: string]: unknown;
                    };
                    content: {
                        "application/json": components["schemas"]["Problem"];
                    };
                };
            };
        };
        options?: never;
        head?: never;
        patch?: never;
        trace?: never;
    };
    "/v1/schedules/{name}/disable": {
        parameters: {
            query?: never;
            header?: never;
            path?: never;
            cookie?: never;
        };
        get?: never;
        put?: never;
        /** Stop a schedule from running */
        post: {
            parameters: {
                query?: never;
                header?: never;
                path: {
                    name: string;
                };
                cookie?: never;
            };
            requestBody?: never;
            responses: {
                /** @description Default Response */
                200: {
                    headers: {
                        [name: string]: unknown;
                    };
                    content: {
                        "application/json": {
                            createdAt: string;
                            cron: string;
                            enabled: boolean;
                            /**
                             * @example {
                             *       "model": "digits",
                             *       "dataset": "mnist",
                             *       "network": "cnn",
                             *       "training": {
                             *         "epochs": 5,
                             *         "batchSize": 32,
                             *         "optimizer": "adam",
                             *         "seed": 7
                             *       }
                             *     }
                             */
                            job: components["schemas"]["JobRequest"];
                            /** a name of 1 to 64 letters, digits, dots, dashes or underscores that starts with a letter or digit */
                            name: string;
                            /** @description null while it is disabled */
                            nextRunAt: string | null;
                            /** @description the newest ones, newest first */
                            runs: components["schemas"]["ScheduleRun"][];
                            timezone: string;
                            /** @enum {unknown} */
                            unchanged: "skip" | "train";
                            updatedAt: string;
                        };
                    };
                };
                /** @description RFC 9457 problem details */
                401: {
                    headers: {
                        [name: string]: unknown;
                    };
                    content: {
                        "application/json": components["schemas"]["Problem"];
                    };
                };
                /** @description RFC 9457 problem details */
                404: {
                    headers: {
                        [name: string]: unknown;
                    };
                    content: {
                        "application/json": components["schemas"]["Problem"];
                    };
                };
                /** @description RFC 9457 problem details */
                503: {
                    headers: {
                        [name: string]: unknown;
                    };
                    content: {
                        "application/json": components["schemas"]["Problem"];
                    };
                };
            };
        };
        delete?: never;
        options?: never;
        head?: never;
        patch?: never;
        trace?: never;
    };
    "/v1/schedules/{name}/enable": {
        parameters: {
            query?: never;
            header?: never;
            path?: never;
            cookie?: never;
        };
        get?: never;
        put?: never;
        /** Let a schedule run */
        post: {
            parameters: {
                query?: never;
                header?: never;
                path: {
                    name: string;
                };
                cookie?: never;
            };
            requestBody?: never;
            responses: {
                /** @description Default Response */
                200: {
                    headers: {
                        [name: string]: unknown;
                    };
                    content: {
                        "application/json": {
                            createdAt: string;
                            cron: string;
                            enabled: boolean;
                            /**
                             * @example {
                             *       "model": "digits",
                             *       "dataset": "mnist",
                             *       "network": "cnn",
                             *       "training": {
                             *         "epochs": 5,
                             *         "batchSize": 32,
                             *         "optimizer": "adam",
                             *         "seed": 7
                             *       }
                             *     }
                             */
                            job: components["schemas"]["JobRequest"];
                            /** a name of 1 to 64 letters, digits, dots, dashes or underscores that starts with a letter or digit */
                            name: string;
                            /** @description null while it is disabled */
                            nextRunAt: string | null;
                            /** @description the newest ones, newest first */
                            runs: components["schemas"]["ScheduleRun"][];
                            timezone: string;
                            /** @enum {unknown} */
                            unchanged: "skip" | "train";
                            updatedAt: string;
                        };
                    };
                };
                /** @description RFC 9457 problem details */
                401: {
                    headers: {
                        [name: string]: unknown;
                    };
                    content: {
                        "application/json": components["schemas"]["Problem"];
                    };
                };
                /** @description RFC 9457 problem details */
                404: {
                    headers: {
                        [name: string]: unknown;
                    };
                    content: {
                        "application/json": components["schemas"]["Problem"];
                    };
                };
                /** @description RFC 9457 problem details */
                503: {
                    headers: {
                        [name: string]: unknown;
                    };
                    content: {
                        "application/json": components["schemas"]["Problem"];
                    };
                };
            };
        };
        delete?: never;
        options?: never;
        head?: never;
        patch?: never;
        trace?: never;
    };
    "/v1/schedules/{name}/run": {
        parameters: {
            query?: never;
            header?: never;
            path?: never;
            cookie?: never;
        };
        get?: never;
        put?: never;
        /**
         * Run a schedule now
         * @description On unchanged data too, and while it is disabled; 409 while the job of the run before is not done.
         */
        post: {
            parameters: {
                query?: never;
                header?: never;
                path: {
                    name: string;
                };
                cookie?: never;
            };
            requestBody?: never;
            responses: {
                /** @description An import has no model, network, training, evaluation or version; a sweep no training or evaluation. The version of an evaluation or a batch prediction is the one that is used; `base` is the version that a training starts from. */
                202: {
                    headers: {
                        [name: string]: unknown;
                    };
                    content: {
                        "application/json": components["schemas"]["Job"];
                    };
                };
                /** @description RFC 9457 problem details */
                401: {
                    headers: {
                        [name: string]: unknown;
                    };
                    content: {
                        "application/json": components["schemas"]["Problem"];
                    };
                };
                /** @description RFC 9457 problem details */
                404: {
                    headers: {
                        [name: string]: unknown;
                    };
                    content: {
                        "application/json": components["schemas"]["Problem"];
                    };
                };
                /** @description RFC 9457 problem details */
                409: {
                    headers: {
                        [name: string]: unknown;
                    };
                    content: {
                        "application/json": components["schemas"]["Problem"];
                    };
                };
                /** @description RFC 9457 problem details */
                422: {
                    headers: {
                        [name: string]: unknown;
                    };
                    content: {
                        "application/json": components["schemas"]["Problem"];
                    };
                };
                /** @description RFC 9457 problem details */
                429: {
                    headers: {
                        [name: string]: unknown;
                    };
                    content: {
                        "application/json": components["schemas"]["Problem"];
                    };
                };
                /** @description RFC 9457 problem details */
                503: {
                    headers: {
                        [name: string]: unknown;
                    };
                    content: {
                        "application/json": components["schemas"]["Problem"];
                    };
                };
            };
        };
        delete?: never;
        options?: never;
        head?: never;
        patch?: never;
        trace?: never;
    };
    "/v1/sweeps": {
        parameters: {
            query?: never;
            header?: never;
            path?: never;
            cookie?: never;
        };
        /** Sweeps, newest first */
        get: {
            parameters: {
                query?: {
                    /** @description id of the last sweep of the page before */
                    after?: string;
                    limit?: number;
                    model?: string;
                    status?: "queued" | "running" | "paused" | "succeeded" | "failed" | "cancelled";
                };
                header?: never;
                path?: never;
                cookie?: never;
            };
            requestBody?: never;
            responses: {
                /** @description Default Response */
                200: {
                    headers: {
                        [name: string]: unknown;
                    };
                    content: {
                        "application/json": {
                            data: components["schemas"]["Job"][];
                            hasMore: boolean;
                        };
                    };
                };
                /** @description RFC 9457 problem details */
                400: {
                    headers: {
                        [name: string]: unknown;
                    };
                    content: {
                        "application/json": components["schemas"]["Problem"];
                    };
                };
                /** @description RFC 9457 problem details */
                401: {
                    headers: {
                        [name: string]: unknown;
                    };
                    content: {
                        "application/json": components["schemas"]["Problem"];
                    };
                };
                /** @description RFC 9457 problem details */
                503: {
                    headers: {
                        [name: string]: unknown;
                    };
                    content: {
                        "application/json": components["schemas"]["Problem"];
                    };
                };
            };
        };
        put?: never;
        /**
         * Search for the best values of fields of a job
         * @description Trains a job once for each trial, several at once over all workers, and publishes the best one as the next version of its model. With `folds` every trial is cross-validated, and the best values are trained once more on all rows. With `Prefer: wait=SECONDS` (at most 300) the answer waits for the end of the sweep, whatever it is.
         */
        post: {
            parameters: {
                query?: never;
                header?: {
                    /** @description A name of this request, new for each: sent again under it, it makes no second job but answers with the first one. Kept for at least a day. */
                    "idempotency-key"?: string;
                };
                path?: never;
                cookie?: never;
            };
            requestBody: {
                content: {
                    /**
                     * @example {
                     *       "job": {
                     *         "model": "digits",
                     *         "dataset": "mnist",
                     *         "network": "mlp",
                     *         "training": {
                     *           "epochs": 9,
                     *           "seed": 7
                     *         }
                     *       },
                     *       "search": {
                     *         "strategy": "successiveHalving",
                     *         "trials": 9
                     *       },
                     *       "space": {
                     *         "/training/optimizer/learningRate": {
                     *           "min": 0.0001,
                     *           "max": 0.1,
                     *           "scale": "log"
                     *         },
                     *         "/network/units": {
                     *           "values": [
                     *             [
                     *               64
                     *             ],
                     *             [
                     *               128,
                     *               64
                     *             ]
                     *           ]
                     *         }
                     *       }
                     *     }
                     */
                    "application/json": components["schemas"]["SweepRequest"];
                };
            };
            responses: {
                /** @description An import has no model, network, training, evaluation or version; a sweep no training or evaluation. The version of an evaluation or a batch prediction is the one that is used; `base` is the version that a training starts from. */
                200: {
                    headers: {
                        [name: string]: unknown;
                    };
                    content: {
                        "application/json": components["schemas"]["Job"];
                    };
                };
                /** @description An import has no model, network, training, evaluation or version; a sweep no training or evaluation. The version of an evaluation or a batch prediction is the one that is used; `base` is the version that a training starts from. */
                202: {
                    headers: {
                        [name: string]: unknown;
                    };
                    content: {
                        "application/json": components["schemas"]["Job"];
                    };
                };
                /** @description RFC 9457 problem details */
                400: {
                    headers: {
                        [name: string]: unknown;
                    };
                    content: {
                        "application/json": components["schemas"]["Problem"];
                    };
                };
                /** @description RFC 9457 problem details */
                401: {
                    headers: {
                        [name: string]: unknown;
                    };
                    content: {
                        "application/json": components["schemas"]["Problem"];
                    };
                };
                /** @description RFC 9457 problem details */
                413: {
                    headers: {
                        [name: string]: unknown;
                    };
                    content: {
                        "application/json": components["schemas"]["Problem"];
                    };
                };
                /** @description RFC 9457 problem details */
                415: {
                    headers: {
                        [name: string]: unknown;
                    };
                    content: {
                        "application/json": components["schemas"]["Problem"];
                    };
                };
                /** @description RFC 9457 problem details */
                422: {
                    headers: {
                        [name: string]: unknown;
                    };
                    content: {
                        "application/json": components["schemas"]["Problem"];
                    };
                };
                /** @description RFC 9457 problem details */
                429: {
                    headers: {
                        [name: string]: unknown;
                    };
                    content: {
                        "application/json": components["schemas"]["Problem"];
                    };
                };
                /** @description RFC 9457 problem details */
                503: {
                    headers: {
                        [name: string]: unknown;
                    };
                    content: {
                        "application/json": components["schemas"]["Problem"];
                    };
                };
            };
        };
        delete?: never;
        options?: never;
        head?: never;
        patch?: never;
        trace?: never;
    };
    "/v1/sweeps/{id}": {
        parameters: {
            query?: never;
            header?: never;
            path?: never;
            cookie?: never;
        };
        /** One sweep, with its table */
        get: {
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
                /** @description The sweep, or with `Accept: text/csv` its table */
                200: {
                    headers: {
                        [name: string]: unknown;
                    };
                    content: {
                        "application/json": components["schemas"]["Job"] & {
                            best: components["schemas"]["TrialResult"] | null;
                            folds: number;
                            metric: string;
                            parallel: number;
                            /** @description of successive halving: after so many epochs, so many trials go on */
                            rungs: {
                                epochs: number;
                                keep: number;
                            }[];
                            /** @description as requested */
                            search: unknown;
                            space: {
                                [key: string]: unknown;
                            };
                            /** @description best first */
                            trials: components["schemas"]["TrialResult"][];
                        };
                        "text/csv": string;
                    };
                };
                /** @description RFC 9457 problem details */
                401: {
                    headers: {
                        [name: string]: unknown;
                    };
                    content: {
                        "application/json": components["schemas"]["Problem"];
                    };
                };
                /** @description RFC 9457 problem details */
                404: {
                    headers: {
                        [name: string]: unknown;
                    };
                    content: {
                        "application/json": components["schemas"]["Problem"];
                    };
                };
                /** @description RFC 9457 problem details */
                503: {
                    headers: {
                        [name: string]: unknown;
                    };
                    content: {
                        "application/json": components["schemas"]["Problem"];
                    };
                };
            };
        };
        put?: never;
        post?: never;
        delete?: never;
        options?: never;
        head?: never;
        patch?: never;
        trace?: never;
    };
    "/v1/sweeps/plan": {
        parameters: {
            query?: never;
            header?: never;
            path?: never;
            cookie?: never;
        };
        get?: never;
        put?: never;
        /**
         * Look at a sweep before it is queued
         * @description Its trials, and about how long they take; or the errors that submitting would give.
         */
        post: {
            parameters: {
                query?: never;
                header?: never;
                path?: never;
                cookie?: never;
            };
            requestBody: {
                content: {
                    /**
                     * @example {
                     *       "job": {
                     *         "model": "digits",
                     *         "dataset": "mnist",
                     *         "network": "mlp",
                     *         "training": {
                     *           "epochs": 9,
                     *           "seed": 7
                     *         }
                     *       },
                     *       "search": {
                     *         "strategy": "successiveHalving",
                     *         "trials": 9
                     *       },
                     *       "space": {
                     *         "/training/optimizer/learningRate": {
                     *           "min": 0.0001,
                     *           "max": 0.1,
                     *           "scale": "log"
                     *         },
                     *         "/network/units": {
                     *           "values": [
                     *             [
                     *               64
                     *             ],
                     *             [
                     *               128,
                     *               64
                     *             ]
                     *           ]
                     *         }
                     *       }
                     *     }
                     */
                    "application/json": components["schemas"]["SweepRequest"];
                };
            };
            responses: {
                /** @description Default Response */
                200: {
                    headers: {
                        [name: string]: unknown;
                    };
                    content: {
                        "application/json": {
                            /** @description of training in all, one after the other; right to a factor of about three */
                            estimatedSeconds: number;
                            /** @description of successive halving: after so many epochs, so many trials go on */
                            rungs: {
                                epochs: number;
                                keep: number;
                            }[];
                            /** @description jobs, with folds and the training after a cross-validation */
                            trainings: number;
                            trials: {
                                /** @description of all folds, trained to their end */
                                estimatedSeconds: number;
                                trial: number;
                                /** @description by JSON Pointer into the job */
                                values: {
                                    [key: string]: unknown;
                                };
                            }[];
                        };
                    };
                };
                /** @description RFC 9457 problem details */
                400: {
                    headers: {
                        [name: string]: unknown;
                    };
                    content: {
                        "application/json": components["schemas"]["Problem"];
                    };
                };
                /** @description RFC 9457 problem details */
                401: {
                    headers: {
                        [name: string]: unknown;
                    };
                    content: {
                        "application/json": components["schemas"]["Problem"];
                    };
                };
                /** @description RFC 9457 problem details */
                413: {
                    headers: {
                        [name: string]: unknown;
                    };
                    content: {
                        "application/json": components["schemas"]["Problem"];
                    };
                };
                /** @description RFC 9457 problem details */
                415: {
                    headers: {
                        [name: string]: unknown;
                    };
                    content: {
                        "application/json": components["schemas"]["Problem"];
                    };
                };
                /** @description RFC 9457 problem details */
                422: {
                    headers: {
                        [name: string]: unknown;
                    };
                    content: {
                        "application/json": components["schemas"]["Problem"];
                    };
                };
            };
        };
        delete?: never;
        options?: never;
        head?: never;
        patch?: never;
        trace?: never;
    };
    "/v1/webhooks/secret": {
        parameters: {
            query?: never;
            header?: never;
            path?: never;
            cookie?: never;
        };
        /**
         * The secret that receivers verify with
         * @description The one that was made at the first start. Where WEBHOOK_SECRETS is set, whoever set it tells it: 404.
         */
        get: {
            parameters: {
                query?: never;
                header?: never;
                path?: never;
                cookie?: never;
            };
            requestBody?: never;
            responses: {
                /** @description Default Response */
                200: {
                    headers: {
                        [name: string]: unknown;
                    };
                    content: {
                        "application/json": {
                            secret: string;
                        };
                    };
                };
                /** @description RFC 9457 problem details */
                401: {
                    headers: {
                        [name: string]: unknown;
                    };
                    content: {
                        "application/json": components["schemas"]["Problem"];
                    };
                };
                /** @description RFC 9457 problem details */
                404: {
                    headers: {
                        [name: string]: unknown;
                    };
                    content: {
                        "application/json": components["schemas"]["Problem"];
                    };
                };
            };
        };
        put?: never;
        post?: never;
        delete?: never;
        options?: never;
        head?: never;
        patch?: never;
        trace?: never;
    };
    "/v1/webhooks/test": {
        parameters: {
            query?: never;
            header?: never;
            path?: never;
            cookie?: never;
        };
        get?: never;
        put?: never;
        /**
         * Send a test to a receiver
         * @description A signed `webhook.test`, once. Answers with what the receiver answered.
         */
        post: {
            parameters: {
                query?: never;
                header?: never;
                path?: never;
                cookie?: never;
            };
            requestBody: {
                content: {
                    "application/json": {
                        /** @description https, of a public address; others where WEBHOOK_PRIVATE_HOSTS allows them */
                        url: string;
                    };
                };
            };
            responses: {
                /** @description Default Response */
                200: {
                    headers: {
                        [name: string]: unknown;
                    };
                    content: {
                        "application/json": {
                            /** @description whether the status is one of success */
                            delivered: boolean;
                            durationMs: number;
                            error: string | null;
                            status: number | null;
                        };
                    };
                };
                /** @description RFC 9457 problem details */
                400: {
                    headers: {
                        [name: string]: unknown;
                    };
                    content: {
                        "application/json": components["schemas"]["Problem"];
                    };
                };
                /** @description RFC 9457 problem details */
                401: {
                    headers: {
                        [name: string]: unknown;
                    };
                    content: {
                        "application/json": components["schemas"]["Problem"];
                    };
                };
                /** @description RFC 9457 problem details */
                429: {
                    headers: {
                        [name: string]: unknown;
                    };
                    content: {
                        "application/json": components["schemas"]["Problem"];
                    };
                };
            };
        };
        delete?: never;
        options?: never;
        head?: never;
        patch?: never;
        trace?: never;
    };
    "/v2/": {
        parameters: {
            query?: never;
            header?: never;
            path?: never;
            cookie?: never;
        };
        /** The server, and the extensions that it has */
        get: {
            parameters: {
                query?: never;
                header?: never;
                path?: never;
                cookie?: never;
            };
            requestBody?: never;
            responses: {
                /** @description Default Response */
                200: {
                    headers: {
                        [name: string]: unknown;
                    };
                    content?: never;
                };
            };
        };
        put?: never;
        post?: never;
        delete?: never;
        options?: never;
        head?: never;
        patch?: never;
        trace?: never;
    };
    "/v2/health/live": {
        parameters: {
            query?: never;
            header?: never;
            path?: never;
            cookie?: never;
        };
        /** Whether the process lives */
        get: {
            parameters: {
                query?: never;
                header?: never;
                path?: never;
                cookie?: never;
            };
            requestBody?: never;
            responses: {
                /** @description Default Response */
                200: {
                    headers: {
                        [name: string]: unknown;
                    };
                    content?: never;
                };
            };
        };
        put?: never;
        post?: never;
        delete?: never;
        options?: never;
        head?: never;
        patch?: never;
        trace?: never;
    };
    "/v2/health/ready": {
        parameters: {
            query?: never;
            header?: never;
            path?: never;
            cookie?: never;
        };
        /** Whether it can predict: the store answers */
        get: {
            parameters: {
                query?: never;
                header?: never;
                path?: never;
                cookie?: never;
            };
            requestBody?: never;
            responses: {
                /** @description Default Response */
                200: {
                    headers: {
                        [name: string]: unknown;
                    };
                    content?: never;
                };
            };
        };
        put?: never;
        post?: never;
        delete?: never;
        options?: never;
        head?: never;
        patch?: never;
        trace?: never;
    };
    "/v2/models/{model}": {
        parameters: {
            query?: never;
            header?: never;
            path?: never;
            cookie?: never;
        };
        /** Inputs and outputs of a model */
        get: {
            parameters: {
                query?: never;
                header?: never;
                path: {
                    model: string;
                };
                cookie?: never;
            };
            requestBody?: never;
            responses: {
                /** @description Default Response */
                200: {
                    headers: {
                        [name: string]: unknown;
                    };
                    content?: never;
                };
            };
        };
        put?: never;
        post?: never;
        delete?: never;
        options?: never;
        head?: never;
        patch?: never;
        trace?: never;
    };
    "/v2/models/{model}/infer": {
        parameters: {
            query?: never;
            header?: never;
            path?: never;
            cookie?: never;
        };
        get?: never;
        put?: never;
        /** Predict */
        post: {
            parameters: {
                query?: never;
                header?: never;
                path: {
                    model: string;
                };
                cookie?: never;
            };
            requestBody?: never;
            responses: {
                /** @description Default Response */
                200: {
                    headers: {
                        [name: string]: unknown;
                    };
                    content?: never;
                };
            };
        };
        delete?: never;
        options?: never;
        head?: never;
        patch?: never;
        trace?: never;
    };
    "/v2/models/{model}/ready": {
        parameters: {
            query?: never;
            header?: never;
            path?: never;
            cookie?: never;
        };
        /** Whether a model is in memory; it is brought there */
        get: {
            parameters: {
                query?: never;
                header?: never;
                path: {
                    model: string;
                };
                cookie?: never;
            };
            requestBody?: never;
            responses: {
                /** @description Default Response */
                200: {
                    headers: {
                        [name: string]: unknown;
                    };
                    content?: never;
                };
            };
        };
        put?: never;
        post?: never;
        delete?: never;
        options?: never;
        head?: never;
        patch?: never;
        trace?: never;
    };
    "/v2/models/{model}/stats": {
        parameters: {
            query?: never;
            header?: never;
            path?: never;
            cookie?: never;
        };
        /** Statistics of a model */
        get: {
            parameters: {
                query?: never;
                header?: never;
                path: {
                    model: string;
                };
                cookie?: never;
            };
            requestBody?: never;
            responses: {
                /** @description Default Response */
                200: {
                    headers: {
                        [name: string]: unknown;
                    };
                    content?: never;
                };
            };
        };
        put?: never;
        post?: never;
        delete?: never;
        options?: never;
        head?: never;
        patch?: never;
        trace?: never;
    };
    "/v2/models/{model}/versions/{version}": {
        parameters: {
            query?: never;
            header?: never;
            path?: never;
            cookie?: never;
        };
        /** Inputs and outputs of a model */
        get: {
            parameters: {
                query?: never;
                header?: never;
                path: {
                    model: string;
                    /** @description a number, or an alias */
                    version: string;
                };
                cookie?: never;
            };
            requestBody?: never;
            responses: {
                /** @description Default Response */
                200: {
                    headers: {
                        [name: string]: unknown;
                    };
                    content?: never;
                };
            };
        };
        put?: never;
        post?: never;
        delete?: never;
        options?: never;
        head?: never;
        patch?: never;
        trace?: never;
    };
    "/v2/models/{model}/versions/{version}/infer": {
        parameters: {
            query?: never;
            header?: never;
            path?: never;
            cookie?: never;
        };
        get?: never;
        put?: never;
        /** Predict */
        post: {
            parameters: {
                query?: never;
                header?: never;
                path: {
                    model: string;
                    /** @description a number, or an alias */
                    version: string;
                };
                cookie?: never;
            };
            requestBody?: never;
            responses: {
                /** @description Default Response */
                200: {
                    headers: {
                        [name: string]: unknown;
                    };
                    content?: never;
                };
            };
        };
        delete?: never;
        options?: never;
        head?: never;
        patch?: never;
        trace?: never;
    };
    "/v2/models/{model}/versions/{version}/ready": {
        parameters: {
            query?: never;
            header?: never;
            path?: never;
            cookie?: never;
        };
        /** Whether a model is in memory; it is brought there */
        get: {
            parameters: {
                query?: never;
                header?: never;
                path: {
                    model: string;
                    /** @description a number, or an alias */
                    version: string;
                };
                cookie?: never;
            };
            requestBody?: never;
            responses: {
                /** @description Default Response */
                200: {
                    headers: {
                        [name: string]: unknown;
                    };
                    content?: never;
                };
            };
        };
        put?: never;
        post?: never;
        delete?: never;
        options?: never;
        head?: never;
        patch?: never;
        trace?: never;
    };
    "/v2/models/{model}/versions/{version}/stats": {
        parameters: {
            query?: never;
            header?: never;
            path?: never;
            cookie?: never;
        };
        /** Statistics of a model */
        get: {
            parameters: {
                query?: never;
                header?: never;
                path: {
                    model: string;
                    /** @description a number, or an alias */
                    version: string;
                };
                cookie?: never;
            };
            requestBody?: never;
            responses: {
                /** @description Default Response */
                200: {
                    headers: {
                        [name: string]: unknown;
                    };
                    content?: never;
                };
            };
        };
        put?: never;
        post?: never;
        delete?: never;
        options?: never;
        head?: never;
        patch?: never;
        trace?: never;
    };
    "/v2/models/stats": {
        parameters: {
            query?: never;
            header?: never;
            path?: never;
            cookie?: never;
        };
        /** Statistics of all models */
        get: {
            parameters: {
                query?: never;
                header?: never;
                path?: never;
                cookie?: never;
            };
            requestBody?: never;
            responses: {
                /** @description Default Response */
                200: {
                    headers: {
                        [name: string]: unknown;
                    };
                    content?: never;
                };
            };
        };
        put?: never;
        post?: never;
        delete?: never;
        options?: never;
        head?: never;
        patch?: never;
        trace?: never;
    };
    "/v2/repository/index": {
        parameters: {
            query?: never;
            header?: never;
            path?: never;
            cookie?: never;
        };
        get?: never;
        put?: never;
        /** The versions of all models, and whether they can predict */
        post: {
            parameters: {
                query?: never;
                header?: never;
                path?: never;
                cookie?: never;
            };
            requestBody?: never;
            responses: {
                /** @description Default Response */
                200: {
                    headers: {
                        [name: string]: unknown;
                    };
                    content?: never;
                };
            };
        };
        delete?: never;
        options?: never;
        head?: never;
        patch?: never;
        trace?: never;
    };
    "/v2/repository/models/{model}/load": {
        parameters: {
            query?: never;
            header?: never;
            path?: never;
            cookie?: never;
        };
        get?: never;
        put?: never;
        /** Bring the newest version of a model into memory */
        post: {
            parameters: {
                query?: never;
                header?: never;
                path: {
                    model: string;
                };
                cookie?: never;
            };
            requestBody?: never;
            responses: {
                /** @description Default Response */
                200: {
                    headers: {
                        [name: string]: unknown;
                    };
                    content?: never;
                };
            };
        };
        delete?: never;
        options?: never;
        head?: never;
        patch?: never;
        trace?: never;
    };
    "/v2/repository/models/{model}/unload": {
        parameters: {
            query?: never;
            header?: never;
            path?: never;
            cookie?: never;
        };
        get?: never;
        put?: never;
        /** Free the memory of all versions of a model */
        post: {
            parameters: {
                query?: never;
                header?: never;
                path: {
                    model: string;
                };
                cookie?: never;
            };
            requestBody?: never;
            responses: {
                /** @description Default Response */
                200: {
                    headers: {
                        [name: string]: unknown;
                    };
                    content?: never;
                };
            };
        };
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
        /** @enum {unknown} */
        Activation: "linear" | "relu" | "relu6" | "leakyRelu" | "elu" | "selu" | "celu" | "gelu" | "silu" | "swish" | "mish" | "sigmoid" | "logSigmoid" | "hardSigmoid" | "hardSilu" | "hardSwish" | "tanh" | "hardTanh" | "tanhShrink" | "hardShrink" | "softShrink" | "softplus" | "softsign" | "squareplus" | "exponential" | "softmax" | "logSoftmax";
        ActivationLayer: {
            activation: components["schemas"]["Activation"];
            inputs?: string[];
            /** a name of 1 to 64 letters, digits, dots, dashes or underscores that starts with a letter or digit */
            name?: string;
            /** @enum {string} */
            type: "activation";
        };
        AddLayer: {
            inputs?: string[];
            /** a name of 1 to 64 letters, digits, dots, dashes or underscores that starts with a letter or digit */
            name?: string;
            /** @enum {string} */
            type: "add";
        };
        Augmentation: {
            contrast?: number;
            /** @enum {unknown} */
            flip?: "horizontal" | "vertical" | "both";
            noise?: number;
            rotation?: number;
            shift?: number;
            translation?: number | {
                heightFactor?: number;
                widthFactor?: number;
            };
            zoom?: number;
        };
        AverageLayer: {
            inputs?: string[];
            /** a name of 1 to 64 letters, digits, dots, dashes or underscores that starts with a letter or digit */
            name?: string;
            /** @enum {string} */
            type: "average";
        };
        AveragePooling1dLayer: {
            inputs?: string[];
            /** a name of 1 to 64 letters, digits, dots, dashes or underscores that starts with a letter or digit */
            name?: string;
            /** @default valid */
            padding?: "valid" | "same";
            /** @default 2 */
            poolSize?: number;
            strides?: number;
            /** @enum {string} */
            type: "averagePooling1d";
        };
        AveragePooling2dLayer: {
            inputs?: string[];
            /** a name of 1 to 64 letters, digits, dots, dashes or underscores that starts with a letter or digit */
            name?: string;
            /** @default valid */
            padding?: "valid" | "same";
            /**
             * an integer from 1 to 1024, or an array of two
             * @default 2
             */
            poolSize?: number | number[];
            /** an integer from 1 to 1024, or an array of two */
            strides?: number | number[];
            /** @enum {string} */
            type: "averagePooling2d";
        };
        BatchNormalizationLayer: {
            betaConstraint?: components["schemas"]["Constraint"];
            /** @default zeros */
            betaInitializer?: components["schemas"]["Initializer"];
            betaRegularizer?: components["schemas"]["Regularizer"];
            /** @default true */
            center?: boolean;
            /** @default 0.001 */
            epsilon?: number;
            gammaConstraint?: components["schemas"]["Constraint"];
            /** @default ones */
            gammaInitializer?: components["schemas"]["Initializer"];
            gammaRegularizer?: components["schemas"]["Regularizer"];
            inputs?: string[];
            /** @default 0.99 */
            momentum?: number;
            /** a name of 1 to 64 letters, digits, dots, dashes or underscores that starts with a letter or digit */
            name?: string;
            /** @default true */
            scale?: boolean;
            /** @enum {string} */
            type: "batchNormalization";
        };
        /**
         * @example {
         *       "model": "customers",
         *       "dataset": "new-customers",
         *       "format": "csv",
         *       "columns": "all"
         *     }
         */
        BatchPredictionRequest: {
            /**
             * @description of the dataset, which the output repeats in each row
             * @default none
             */
            columns?: "all" | "none" | string[];
            /** a name of 1 to 64 letters, digits, dots, dashes or underscores that starts with a letter or digit */
            dataset: string;
            /**
             * @default ndjson
             * @enum {unknown}
             */
            format?: "ndjson" | "csv" | "parquet";
            metadata?: {
                [key: string]: string;
            };
            /** the name of a model, "NAME@VERSION" or "NAME@ALIAS" */
            model: string;
            webhook?: components["schemas"]["WebhookRequest"];
        };
        BidirectionalLayer: {
            inputs?: string[];
            layer: components["schemas"]["LstmLayer"] | components["schemas"]["GruLayer"] | components["schemas"]["SimpleRnnLayer"];
            /**
             * @default concat
             * @enum {unknown}
             */
            mergeMode?: "concat" | "sum" | "mul" | "ave";
            /** a name of 1 to 64 letters, digits, dots, dashes or underscores that starts with a letter or digit */
            name?: string;
            /** @enum {string} */
            type: "bidirectional";
        };
        CategoryEmbeddingLayer: {
            columns?: {
                index: number;
                inputDim: number;
                outputDim: number;
            }[];
            embeddingsConstraint?: components["schemas"]["Constraint"];
            /** @default randomUniform */
            embeddingsInitializer?: components["schemas"]["Initializer"];
            embeddingsRegularizer?: components["schemas"]["Regularizer"];
            inputs?: string[];
            /** a name of 1 to 64 letters, digits, dots, dashes or underscores that starts with a letter or digit */
            name?: string;
            /** @enum {string} */
            type: "categoryEmbedding";
        };
        ConcatenateLayer: {
            /** @default -1 */
            axis?: number;
            inputs?: string[];
            /** a name of 1 to 64 letters, digits, dots, dashes or underscores that starts with a letter or digit */
            name?: string;
            /** @enum {string} */
            type: "concatenate";
        };
        Constraint: "nonNeg" | "unitNorm" | "maxNorm" | "minMaxNorm" | {
            /** @enum {string} */
            type: "nonNeg";
        } | {
            axis?: number | number[];
            /** @enum {string} */
            type: "unitNorm";
        } | {
            axis?: number | number[];
            maxValue?: number;
            /** @enum {string} */
            type: "maxNorm";
        } | {
            axis?: number | number[];
            maxValue?: number;
            minValue?: number;
            rate?: number;
            /** @enum {string} */
            type: "minMaxNorm";
        };
        Conv1dLayer: {
            /** @default linear */
            activation?: components["schemas"]["Activation"];
            activityRegularizer?: components["schemas"]["Regularizer"];
            biasConstraint?: components["schemas"]["Constraint"];
            /** @default zeros */
            biasInitializer?: components["schemas"]["Initializer"];
            biasRegularizer?: components["schemas"]["Regularizer"];
            /** @default 1 */
            dilationRate?: number;
            filters: number;
            inputs?: string[];
            kernelConstraint?: components["schemas"]["Constraint"];
            /** @default glorotUniform */
            kernelInitializer?: components["schemas"]["Initializer"];
            kernelRegularizer?: components["schemas"]["Regularizer"];
            kernelSize: number;
            /** a name of 1 to 64 letters, digits, dots, dashes or underscores that starts with a letter or digit */
            name?: string;
            /** @default valid */
            padding?: "valid" | "same" | "causal";
            /** @default 1 */
            strides?: number;
            /** @enum {string} */
            type: "conv1d";
            /** @default true */
            useBias?: boolean;
        };
        Conv2dLayer: {
            /** @default linear */
            activation?: components["schemas"]["Activation"];
            activityRegularizer?: components["schemas"]["Regularizer"];
            biasConstraint?: components["schemas"]["Constraint"];
            /** @default zeros */
            biasInitializer?: components["schemas"]["Initializer"];
            biasRegularizer?: components["schemas"]["Regularizer"];
            /**
             * an integer from 1 to 1024, or an array of two
             * @default 1
             */
            dilationRate?: number | number[];
            filters: number;
            inputs?: string[];
            kernelConstraint?: components["schemas"]["Constraint"];
            /** @default glorotUniform */
            kernelInitializer?: components["schemas"]["Initializer"];
            kernelRegularizer?: components["schemas"]["Regularizer"];
            /** an integer from 1 to 1024, or an array of two */
            kernelSize: number | number[];
            /** a name of 1 to 64 letters, digits, dots, dashes or underscores that starts with a letter or digit */
            name?: string;
            /** @default valid */
            padding?: "valid" | "same";
            /**
             * an integer from 1 to 1024, or an array of two
             * @default 1
             */
            strides?: number | number[];
            /** @enum {string} */
            type: "conv2d";
            /** @default true */
            useBias?: boolean;
        };
        Dataset: {
            bytes: number | null;
            classes: {
                label: string;
                rows: number;
            }[];
            /** @description of tables; not in lists */
            columns?: {
                /** @enum {unknown} */
                becomes: "number" | "category" | "date" | "text" | "ignored";
                distinct: number;
                lengths?: {
                    characters: {
                        max: number;
                        p95: number;
                    };
                    words: {
                        max: number;
                        p95: number;
                    };
                };
                name: string;
                nulls: number;
                range?: {
                    deviation: number;
                    max: number;
                    mean: number;
                    min: number;
                };
                reason?: string;
                /** @description of a long table of series: whether all rows of each series have the same */
                sameInSeries?: boolean;
                /** @enum {unknown} */
                type: "number" | "integer" | "boolean" | "timestamp" | "text";
                /** @description the most frequent ones, at most 20 */
                values?: {
                    rows: number;
                    value: string;
                }[];
            }[];
            /** @description UTC, ISO 8601 */
            createdAt: string;
            digest: string;
            error?: {
                code: string;
                message: string;
            };
            job: string | null;
            kind: ("image" | "tabular" | "sequence" | "text" | "audio" | "tensor") | null;
            name: string;
            rows: number | {
                test?: number;
                train: number;
                validation?: number;
            } | null;
            schema: {
                [key: string]: unknown;
            } | null;
            /** @enum {unknown} */
            status: "importing" | "ready" | "failed";
            warnings: string[];
        };
        Delivery: {
            /** @description the newest ones, oldest first */
            attempts: {
                /** @description UTC, ISO 8601 */
                at: string;
                durationMs: number | null;
                error: string | null;
                status: number | null;
            }[];
            /** @description UTC, ISO 8601 */
            createdAt: string;
            /** @enum {unknown} */
            event: "job.started" | "job.paused" | "job.succeeded" | "job.failed" | "job.cancelled";
            /** @description the header webhook-id, the same for every attempt */
            id: string;
            nextAttemptAt: string | null;
            /**
             * @description failed: after the last attempt; gone: the receiver answered 410 and is sent no more of this job
             * @enum {unknown}
             */
            state: "pending" | "delivered" | "failed" | "gone";
            url: string;
        };
        DenseLayer: {
            /** @default linear */
            activation?: components["schemas"]["Activation"];
            activityRegularizer?: components["schemas"]["Regularizer"];
            biasConstraint?: components["schemas"]["Constraint"];
            /** @default zeros */
            biasInitializer?: components["schemas"]["Initializer"];
            biasRegularizer?: components["schemas"]["Regularizer"];
            inputs?: string[];
            kernelConstraint?: components["schemas"]["Constraint"];
            /** @default glorotUniform */
            kernelInitializer?: components["schemas"]["Initializer"];
            kernelRegularizer?: components["schemas"]["Regularizer"];
            /** a name of 1 to 64 letters, digits, dots, dashes or underscores that starts with a letter or digit */
            name?: string;
            /** @enum {string} */
            type: "dense";
            units: number;
            /** @default true */
            useBias?: boolean;
        };
        DepthwiseConv2dLayer: {
            /** @default linear */
            activation?: components["schemas"]["Activation"];
            activityRegularizer?: components["schemas"]["Regularizer"];
            biasConstraint?: components["schemas"]["Constraint"];
            /** @default zeros */
            biasInitializer?: components["schemas"]["Initializer"];
            biasRegularizer?: components["schemas"]["Regularizer"];
            /** @default 1 */
            depthMultiplier?: number;
            depthwiseConstraint?: components["schemas"]["Constraint"];
            /** @default glorotUniform */
            depthwiseInitializer?: components["schemas"]["Initializer"];
            depthwiseRegularizer?: components["schemas"]["Regularizer"];
            /**
             * an integer from 1 to 1024, or an array of two
             * @default 1
             */
            dilationRate?: number | number[];
            inputs?: string[];
            /** an integer from 1 to 1024, or an array of two */
            kernelSize: number | number[];
            /** a name of 1 to 64 letters, digits, dots, dashes or underscores that starts with a letter or digit */
            name?: string;
            /** @default valid */
            padding?: "valid" | "same";
            /** @default 1 */
            strides?: number;
            /** @enum {string} */
            type: "depthwiseConv2d";
            /** @default true */
            useBias?: boolean;
        };
        DropoutLayer: {
            inputs?: string[];
            /** a name of 1 to 64 letters, digits, dots, dashes or underscores that starts with a letter or digit */
            name?: string;
            rate: number;
            /** @enum {string} */
            type: "dropout";
        };
        EluLayer: {
            /** @default 1 */
            alpha?: number;
            inputs?: string[];
            /** a name of 1 to 64 letters, digits, dots, dashes or underscores that starts with a letter or digit */
            name?: string;
            /** @enum {string} */
            type: "elu";
        };
        EmbeddingLayer: {
            embeddingsConstraint?: components["schemas"]["Constraint"];
            /** @default randomUniform */
            embeddingsInitializer?: components["schemas"]["Initializer"];
            embeddingsRegularizer?: components["schemas"]["Regularizer"];
            inputDim: number;
            inputs?: string[];
            /** a name of 1 to 64 letters, digits, dots, dashes or underscores that starts with a letter or digit */
            name?: string;
            outputDim: number;
            /** @enum {string} */
            type: "embedding";
        };
        Evaluation: {
            accuracy?: number;
            auc?: number;
            /** @description of classes; rows: true ones; columns: predicted ones */
            confusionMatrix?: number[][];
            examples: number;
            f1Score?: number;
            loss: number;
            meanAbsoluteError?: number;
            permutationImportance?: {
                /** @description with nothing shuffled */
                baselineScore: number;
                columns: {
                    importances: number[];
                    /** @description above 0: without the column the score is worse */
                    importancesMean: number;
                    /** @description of all repeats, divided by their number */
                    importancesStd: number;
                    name: string;
                }[];
                repeats: number;
                /** @description the loss, or a metric */
                scoring: string;
                seed: number;
            };
            precision?: number;
            r2Score?: number;
            recall?: number;
            rootMeanSquaredError?: number;
            topKCategoricalAccuracy?: number;
        };
        /**
         * @example {
         *       "model": "digits@3",
         *       "dataset": "more-digits"
         *     }
         */
        EvaluationRequest: {
            /** a name of 1 to 64 letters, digits, dots, dashes or underscores that starts with a letter or digit */
            dataset: string;
            metadata?: {
                [key: string]: string;
            };
            /** the name of a model, "NAME@VERSION" or "NAME@ALIAS" */
            model: string;
            /**
             * @description which rows: `test` by default where there is a test part (of the dataset that the version learnt from, the rows that it was tested with), else `all`
             * @enum {unknown}
             */
            part?: "all" | "train" | "validation" | "test";
            /** @description of a version that learnt from columns: by how much its score drops when one of them is shuffled */
            permutationImportance?: {
                /** @default 5 */
                repeats?: number;
                /**
                 * @description Default: accuracy, or r2Score where numbers are predicted
                 * @enum {unknown}
                 */
                scoring?: "loss" | "accuracy" | "topKCategoricalAccuracy" | "precision" | "recall" | "f1Score" | "auc" | "meanAbsoluteError" | "rootMeanSquaredError" | "r2Score";
                /** @default 0 */
                seed?: number;
            };
            /** @description where the columns with the truth have other names */
            target?: string | string[];
            webhook?: components["schemas"]["WebhookRequest"];
        };
        FlattenLayer: {
            inputs?: string[];
            /** a name of 1 to 64 letters, digits, dots, dashes or underscores that starts with a letter or digit */
            name?: string;
            /** @enum {string} */
            type: "flatten";
        };
        GaussianNoiseLayer: {
            inputs?: string[];
            /** a name of 1 to 64 letters, digits, dots, dashes or underscores that starts with a letter or digit */
            name?: string;
            stddev: number;
            /** @enum {string} */
            type: "gaussianNoise";
        };
        GlobalAveragePooling1dLayer: {
            inputs?: string[];
            /** @default false */
            keepdims?: boolean;
            /** a name of 1 to 64 letters, digits, dots, dashes or underscores that starts with a letter or digit */
            name?: string;
            /** @enum {string} */
            type: "globalAveragePooling1d";
        };
        GlobalAveragePooling2dLayer: {
            inputs?: string[];
            /** @default false */
            keepdims?: boolean;
            /** a name of 1 to 64 letters, digits, dots, dashes or underscores that starts with a letter or digit */
            name?: string;
            /** @enum {string} */
            type: "globalAveragePooling2d";
        };
        GlobalMaxPooling1dLayer: {
            inputs?: string[];
            /** @default false */
            keepdims?: boolean;
            /** a name of 1 to 64 letters, digits, dots, dashes or underscores that starts with a letter or digit */
            name?: string;
            /** @enum {string} */
            type: "globalMaxPooling1d";
        };
        GlobalMaxPooling2dLayer: {
            inputs?: string[];
            /** @default false */
            keepdims?: boolean;
            /** a name of 1 to 64 letters, digits, dots, dashes or underscores that starts with a letter or digit */
            name?: string;
            /** @enum {string} */
            type: "globalMaxPooling2d";
        };
        GruLayer: {
            /** @default tanh */
            activation?: components["schemas"]["Activation"];
            biasConstraint?: components["schemas"]["Constraint"];
            /** @default zeros */
            biasInitializer?: components["schemas"]["Initializer"];
            biasRegularizer?: components["schemas"]["Regularizer"];
            /** @default 0 */
            dropout?: number;
            /** @default false */
            goBackwards?: boolean;
            inputs?: string[];
            kernelConstraint?: components["schemas"]["Constraint"];
            /** @default glorotUniform */
            kernelInitializer?: components["schemas"]["Initializer"];
            kernelRegularizer?: components["schemas"]["Regularizer"];
            /** a name of 1 to 64 letters, digits, dots, dashes or underscores that starts with a letter or digit */
            name?: string;
            /** @default sigmoid */
            recurrentActivation?: components["schemas"]["Activation"];
            recurrentConstraint?: components["schemas"]["Constraint"];
            /** @default orthogonal */
            recurrentInitializer?: components["schemas"]["Initializer"];
            recurrentRegularizer?: components["schemas"]["Regularizer"];
            /** @default true */
            resetAfter?: boolean;
            /** @default false */
            returnSequences?: boolean;
            /** @enum {string} */
            type: "gru";
            units: number;
            /** @default true */
            useBias?: boolean;
        };
        HistoryEntry: {
            accuracy?: number;
            auc?: number;
            epoch: number;
            f1Score?: number;
            loss?: number;
            meanAbsoluteError?: number;
            precision?: number;
            r2Score?: number;
            recall?: number;
            rootMeanSquaredError?: number;
            seconds: number;
            /**
             * @description on the last epoch, where early stopping spared those after it
             * @enum {boolean}
             */
            stoppedEarly?: true;
            topKCategoricalAccuracy?: number;
            valAccuracy?: number;
            valAuc?: number;
            valF1Score?: number;
            valLoss?: number;
            valMeanAbsoluteError?: number;
            valPrecision?: number;
            valR2Score?: number;
            valRecall?: number;
            valRootMeanSquaredError?: number;
            valTopKCategoricalAccuracy?: number;
        };
        ImportOptions: {
            classes?: string[];
            /** @enum {unknown} */
            colour?: "grey" | "rgb";
            dateFormat?: string;
            /** @enum {unknown} */
            decimal?: "." | ",";
            delimiter?: string;
            /** @enum {unknown} */
            encoding?: "utf-8" | "utf-16" | "latin-1";
            header?: boolean;
            height?: number;
            /** @enum {unknown} */
            kind?: "image" | "tabular" | "sequence" | "text" | "audio" | "tensor";
            nulls?: string[];
            sampleRate?: number;
            seconds?: number;
            series?: string;
            target?: string;
            /** @enum {unknown} */
            targets?: "classes" | "labels" | "numbers";
            text?: string;
            time?: string;
            types?: {
                [key: string]: "number" | "integer" | "boolean" | "timestamp" | "text";
            };
            width?: number;
        };
        /** @enum {unknown} */
        Initializer: "zeros" | "ones" | "randomNormal" | "randomUniform" | "truncatedNormal" | "orthogonal" | "glorotUniform" | "glorotNormal" | "heUniform" | "heNormal" | "lecunUniform" | "lecunNormal";
        /** @description An import has no model, network, training, evaluation or version; a sweep no training or evaluation. The version of an evaluation or a batch prediction is the one that is used; `base` is the version that a training starts from. */
        Job: {
            attempts: number;
            base: components["schemas"]["VersionReference"] | null;
            /** @description UTC, ISO 8601 */
            createdAt: string;
            dataset: string;
            error: {
                code: string;
                message: string;
            } | null;
            evaluation: components["schemas"]["Evaluation"] | null;
            finishedAt: string | null;
            history: components["schemas"]["HistoryEntry"][];
            id: string;
            /** @enum {unknown} */
            kind: "train" | "import" | "evaluate" | "predict" | "sweep";
            metadata: {
                [key: string]: string;
            };
            metrics: components["schemas"]["Metrics"];
            model: string | null;
            network: components["schemas"]["Network"] | null;
            output: {
                bytes: number;
                /** @description `sha256:…` of the file */
                digest: string;
                /** @enum {unknown} */
                format: "ndjson" | "csv" | "parquet";
                mediaType: string;
                /** @description that have an error in the place of a prediction */
                refusedRows: number;
                rows: number;
            } | null;
            /** @description runs, and will be paused as soon as what it has learnt is kept */
            pausing: boolean;
            priority: number | null;
            progress: {
                epoch: number;
                epochs: number;
                etaSeconds: number | null;
                examplesPerSecond: number | null;
                fraction: number;
                /** @description that the trainer held a moment ago */
                memoryBytes?: number;
                /** @description what an import is at */
                message?: string;
                /** @enum {unknown} */
                phase: "preparing" | "training" | "evaluating" | "importing" | "predicting" | "searching" | "publishing";
                step: number;
                steps: number;
                /** @description of a sweep */
                trials?: {
                    all: number;
                    best: {
                        metric: number;
                        trial: number;
                    } | null;
                    done: number;
                };
            };
            scoring: {
                /** @description that its output repeats */
                columns?: string[];
                datasetDigest: string;
                /** @description of a batch prediction */
                format?: string;
                /** @description of an evaluation: the alias that it decides on */
                gate?: string;
                /** @description of an evaluation: which rows */
                part?: string;
                /** @description of the version */
                weightsDigest: string;
            } | null;
            startedAt: string | null;
            /** @enum {unknown} */
            status: "queued" | "running" | "paused" | "succeeded" | "failed" | "cancelled";
            sweep: {
                fold?: number;
                id: string;
                trial: number;
            } | null;
            training: components["schemas"]["Training"] | null;
            version: components["schemas"]["VersionReference"] | null;
        };
        JobEvent: {
            /** @description UTC, ISO 8601 */
            at: string;
            data: {
                [key: string]: unknown;
            };
            /** @description rising within a job; for Last-Event-ID */
            id: string;
            jobId: string;
            /** @enum {unknown} */
            type: "status" | "progress" | "epoch" | "checkpoint" | "log" | "evaluation" | "published";
        };
        /**
         * @example {
         *       "model": "digits",
         *       "dataset": "mnist",
         *       "network": "cnn",
         *       "training": {
         *         "epochs": 5,
         *         "batchSize": 32,
         *         "optimizer": "adam",
         *         "seed": 7
         *       }
         *     }
         */
        JobRequest: {
            /**
             * the name of a model, "NAME@VERSION" or "NAME@ALIAS"
             * @description starts from the weights of that version, whose preprocessing and, unless given, network it keeps
             */
            baseModel?: string;
            /** a name of 1 to 64 letters, digits, dots, dashes or underscores that starts with a letter or digit */
            dataset: string;
            features?: string[];
            /**
             * true, or names of layers
             * @description layers that keep the base's weights, by name, `*` for any characters; `true`: all that take their weights from it, but for the output layer
             */
            freeze?: boolean | string[];
            metadata?: {
                [key: string]: string;
            };
            /** a name of 1 to 64 letters, digits, dots, dashes or underscores that starts with a letter or digit */
            model: string;
            network?: components["schemas"]["Network"];
            preprocessing?: {
                categoriesMax?: number;
                columns?: {
                    [key: string]: "number" | "category" | "oneHot" | "embedding" | "date";
                };
                hop?: number;
                horizon?: number;
                length?: number;
                lowercase?: boolean;
                melBands?: number;
                /** @enum {unknown} */
                scaling?: "standard" | "minMax" | "none";
                seconds?: number;
                separator?: string;
                series?: string;
                stride?: number;
                text?: string;
                time?: string;
                /** @enum {unknown} */
                tokens?: "words" | "characters";
                vocabularySize?: number;
                window?: number;
            };
            /**
             * @description 1 is highest
             * @default 50
             */
            priority?: number;
            split?: {
                /** @enum {unknown} */
                by?: "stratified" | "random" | "group" | "time" | "column" | "given";
                column?: string;
                test?: number;
            };
            target?: string | string[];
            /** @enum {unknown} */
            task?: "classification" | "multiLabelClassification" | "regression" | "forecasting";
            training?: components["schemas"]["Training"];
            webhook?: components["schemas"]["WebhookRequest"];
        };
        KeptEvaluation: {
            /** @description UTC, ISO 8601 */
            at: string;
            dataset: {
                digest: string;
                name: string;
            };
            evaluation: components["schemas"]["Evaluation"];
            job: string;
            /** @description which of its rows: `all`, or a part */
            part: string;
        };
        Layer: components["schemas"]["DenseLayer"] | components["schemas"]["EmbeddingLayer"] | components["schemas"]["CategoryEmbeddingLayer"] | components["schemas"]["ActivationLayer"] | components["schemas"]["ReluLayer"] | components["schemas"]["LeakyReluLayer"] | components["schemas"]["EluLayer"] | components["schemas"]["PreluLayer"] | components["schemas"]["SoftmaxLayer"] | components["schemas"]["Conv1dLayer"] | components["schemas"]["Conv2dLayer"] | components["schemas"]["DepthwiseConv2dLayer"] | components["schemas"]["SeparableConv1dLayer"] | components["schemas"]["SeparableConv2dLayer"] | components["schemas"]["MaxPooling1dLayer"] | components["schemas"]["MaxPooling2dLayer"] | components["schemas"]["AveragePooling1dLayer"] | components["schemas"]["AveragePooling2dLayer"] | components["schemas"]["GlobalMaxPooling1dLayer"] | components["schemas"]["GlobalMaxPooling2dLayer"] | components["schemas"]["GlobalAveragePooling1dLayer"] | components["schemas"]["GlobalAveragePooling2dLayer"] | components["schemas"]["FlattenLayer"] | components["schemas"]["ReshapeLayer"] | components["schemas"]["PermuteLayer"] | components["schemas"]["ZeroPadding1dLayer"] | components["schemas"]["ZeroPadding2dLayer"] | components["schemas"]["UpSampling1dLayer"] | components["schemas"]["UpSampling2dLayer"] | components["schemas"]["DropoutLayer"] | components["schemas"]["SpatialDropout1dLayer"] | components["schemas"]["SpatialDropout2dLayer"] | components["schemas"]["GaussianNoiseLayer"] | components["schemas"]["BatchNormalizationLayer"] | components["schemas"]["LayerNormalizationLayer"] | components["schemas"]["LstmLayer"] | components["schemas"]["GruLayer"] | components["schemas"]["SimpleRnnLayer"] | components["schemas"]["BidirectionalLayer"] | components["schemas"]["TimeDistributedLayer"] | components["schemas"]["AddLayer"] | components["schemas"]["SubtractLayer"] | components["schemas"]["MultiplyLayer"] | components["schemas"]["AverageLayer"] | components["schemas"]["MaximumLayer"] | components["schemas"]["MinimumLayer"] | components["schemas"]["ConcatenateLayer"];
        LayerNormalizationLayer: {
            betaConstraint?: components["schemas"]["Constraint"];
            /** @default zeros */
            betaInitializer?: components["schemas"]["Initializer"];
            betaRegularizer?: components["schemas"]["Regularizer"];
            /** @default true */
            center?: boolean;
            /** @default 0.001 */
            epsilon?: number;
            gammaConstraint?: components["schemas"]["Constraint"];
            /** @default ones */
            gammaInitializer?: components["schemas"]["Initializer"];
            gammaRegularizer?: components["schemas"]["Regularizer"];
            inputs?: string[];
            /** a name of 1 to 64 letters, digits, dots, dashes or underscores that starts with a letter or digit */
            name?: string;
            /** @default true */
            scale?: boolean;
            /** @enum {string} */
            type: "layerNormalization";
        };
        LeakyReluLayer: {
            inputs?: string[];
            /** a name of 1 to 64 letters, digits, dots, dashes or underscores that starts with a letter or digit */
            name?: string;
            /** @default 0.3 */
            negativeSlope?: number;
            /** @enum {string} */
            type: "leakyRelu";
        };
        LearningRateSchedule: {
            decayRate: number;
            decaySteps: number;
            staircase?: boolean;
            /** @enum {string} */
            type: "exponentialDecay";
        } | {
            boundaries: number[];
            /** @enum {string} */
            type: "piecewiseConstantDecay";
            values: number[];
        } | {
            alpha?: number;
            decaySteps: number;
            /** @enum {string} */
            type: "cosineDecay";
            warmupSteps?: number;
            warmupTarget?: number;
        } | {
            alpha?: number;
            firstDecaySteps: number;
            mMul?: number;
            tMul?: number;
            /** @enum {string} */
            type: "cosineDecayRestarts";
        } | {
            cooldown?: number;
            factor?: number;
            minDelta?: number;
            minLearningRate?: number;
            /** @enum {unknown} */
            mode?: "auto" | "min" | "max";
            /** @enum {unknown} */
            monitor?: "loss" | "accuracy" | "topKCategoricalAccuracy" | "precision" | "recall" | "f1Score" | "auc" | "meanAbsoluteError" | "rootMeanSquaredError" | "r2Score" | "valLoss" | "valAccuracy" | "valTopKCategoricalAccuracy" | "valPrecision" | "valRecall" | "valF1Score" | "valAuc" | "valMeanAbsoluteError" | "valRootMeanSquaredError" | "valR2Score";
            patience?: number;
            /** @enum {string} */
            type: "reduceOnPlateau";
        };
        LstmLayer: {
            /** @default tanh */
            activation?: components["schemas"]["Activation"];
            biasConstraint?: components["schemas"]["Constraint"];
            /** @default zeros */
            biasInitializer?: components["schemas"]["Initializer"];
            biasRegularizer?: components["schemas"]["Regularizer"];
            /** @default 0 */
            dropout?: number;
            /** @default false */
            goBackwards?: boolean;
            inputs?: string[];
            kernelConstraint?: components["schemas"]["Constraint"];
            /** @default glorotUniform */
            kernelInitializer?: components["schemas"]["Initializer"];
            kernelRegularizer?: components["schemas"]["Regularizer"];
            /** a name of 1 to 64 letters, digits, dots, dashes or underscores that starts with a letter or digit */
            name?: string;
            /** @default sigmoid */
            recurrentActivation?: components["schemas"]["Activation"];
            recurrentConstraint?: components["schemas"]["Constraint"];
            /** @default orthogonal */
            recurrentInitializer?: components["schemas"]["Initializer"];
            recurrentRegularizer?: components["schemas"]["Regularizer"];
            /** @default false */
            returnSequences?: boolean;
            /** @enum {string} */
            type: "lstm";
            /** @default true */
            unitForgetBias?: boolean;
            units: number;
            /** @default true */
            useBias?: boolean;
        };
        Manifest: {
            contract?: {
                /** @description of the inputs */
                columns: ({
                    between: number[];
                    deviation: number;
                    edges: number[];
                    equal: number[];
                    /** @enum {string} */
                    form: "number";
                    max: number;
                    mean: number;
                    min: number;
                    missing: number;
                    name: string;
                } | {
                    counts: number[];
                    /** @enum {string} */
                    form: "category";
                    name: string;
                    others: number;
                    places: number[];
                    rest: number;
                })[];
                /** @description of the version's own predictions of training rows */
                outputs: ({
                    between: number[];
                    deviation: number;
                    edges: number[];
                    equal: number[];
                    /** @enum {string} */
                    form: "number";
                    max: number;
                    mean: number;
                    min: number;
                    missing: number;
                    name: string;
                } | {
                    counts: number[];
                    /** @enum {string} */
                    form: "category";
                    name: string;
                    others: number;
                    places: number[];
                    rest: number;
                })[];
                rows: number;
                scores: number[];
                unwatched: number;
            };
            createdAt: string;
            data: unknown;
            evaluation?: components["schemas"]["Evaluation"];
            /** @enum {number} */
            format: 1;
            history: components["schemas"]["HistoryEntry"][];
            inputShape: number[];
            labels: string[];
            layers: components["schemas"]["Layer"][];
            lineage: {
                /** @description the version whose weights it started from: the layers that took them, and those that kept them */
                base?: {
                    fresh: string[];
                    frozen: string[];
                    model: string;
                    taken: string[];
                    version: number;
                    weightsDigest: string;
                };
                /** @description that was learnt; an import from elsewhere has none */
                dataset?: {
                    digest: string;
                    name: string;
                };
                import?: {
                    /** @description of the files and of what was said with them */
                    digest: string;
                    /** @description as their sender called them */
                    files: string[];
                    /** @description `tfjs`, `keras`, `h5` or `savedmodel` */
                    format: string;
                    /** @description what of the files was left out */
                    notes?: string[];
                    /** @description the version that was exported, where the files are an export of this service */
                    source?: {
                        createdAt: string;
                        model: string;
                        version: number;
                    };
                };
                /** @description that made the version; of an import, an id of its own */
                job: string;
                libraries: {
                    [key: string]: string;
                };
                seed: number;
                /** @description that chose the version among its trials */
                sweep?: {
                    job: string;
                    metric: {
                        name: string;
                        std?: number;
                        value: number;
                    };
                    trial: number;
                    /** @description by JSON Pointer into the request */
                    values: {
                        [key: string]: unknown;
                    };
                };
                /** @description the dataset that it was validated with, where that is another one */
                validation?: {
                    digest: string;
                    name: string;
                };
            };
            model: string;
            network: unknown;
            parameters: number;
            preprocessing: {
                channels: 1 | 3 | 4;
                divideBy: number;
                height: number;
                /** @enum {string} */
                kind: "image";
                width: number;
            } | {
                columns: ({
                    /** @enum {string} */
                    as: "number";
                    dateFormat?: string;
                    divideBy: number;
                    fill: number;
                    name: string;
                    nullable: boolean;
                    subtract: number;
                    /** @enum {unknown} */
                    type: "number" | "integer" | "boolean" | "timestamp" | "text";
                } | {
                    /** @enum {string} */
                    as: "category";
                    dateFormat?: string;
                    name: string;
                    nullable: boolean;
                    size: number;
                    /** @enum {unknown} */
                    type: "number" | "integer" | "boolean" | "timestamp" | "text";
                    values: (string | null)[];
                } | {
                    /** @enum {string} */
                    as: "embedding";
                    dateFormat?: string;
                    name: string;
                    nullable: boolean;
                    size: number;
                    /** @enum {unknown} */
                    type: "number" | "integer" | "boolean" | "timestamp" | "text";
                    values: (string | null)[];
                } | {
                    /** @enum {string} */
                    as: "date";
                    dateFormat?: string;
                    deviation: number;
                    mean: number;
                    name: string;
                    nullable: boolean;
                    /** @enum {unknown} */
                    type: "number" | "integer" | "boolean" | "timestamp" | "text";
                })[];
                csv?: {
                    delimiter?: string;
                    /** @enum {unknown} */
                    encoding?: "utf-8" | "utf-16" | "latin-1";
                    nulls?: string[];
                };
                /** @enum {string} */
                kind: "tabular";
                others: string[];
            } | {
                columns?: string[];
                features: {
                    divideBy: number;
                    fill: number;
                    name: string;
                    subtract: number;
                }[];
                /** @enum {string} */
                kind: "sequence";
                length: number;
                padded: boolean;
                /** @enum {unknown} */
                precision: "float32" | "float64";
            } | {
                column: string;
                csv?: {
                    delimiter?: string;
                    /** @enum {unknown} */
                    encoding?: "utf-8" | "utf-16" | "latin-1";
                    nulls?: string[];
                };
                /** @enum {string} */
                kind: "text";
                length: number;
                lowercase: boolean;
                others: string[];
                tokens: "words" | "characters";
                vocabulary: string[];
            } | {
                deviation: number;
                hop: number;
                /** @enum {string} */
                kind: "audio";
                mean: number;
                melBands: number;
                sampleRate: number;
                samples: number;
                window: number;
            } | {
                divisors: number[];
                /** @enum {string} */
                kind: "tensor";
                offsets: number[];
                shape: number[];
            };
            scales?: {
                deviation: number;
                mean: number;
            }[];
            /** @enum {unknown} */
            task: "classification" | "multiLabelClassification" | "regression";
            training: unknown;
            version: number;
            weights: {
                name: string;
                shape: number[];
            }[];
            weightsDigest: string;
        };
        MaximumLayer: {
            inputs?: string[];
            /** a name of 1 to 64 letters, digits, dots, dashes or underscores that starts with a letter or digit */
            name?: string;
            /** @enum {string} */
            type: "maximum";
        };
        MaxPooling1dLayer: {
            inputs?: string[];
            /** a name of 1 to 64 letters, digits, dots, dashes or underscores that starts with a letter or digit */
            name?: string;
            /** @default valid */
            padding?: "valid" | "same";
            /** @default 2 */
            poolSize?: number;
            strides?: number;
            /** @enum {string} */
            type: "maxPooling1d";
        };
        MaxPooling2dLayer: {
            inputs?: string[];
            /** a name of 1 to 64 letters, digits, dots, dashes or underscores that starts with a letter or digit */
            name?: string;
            /** @default valid */
            padding?: "valid" | "same";
            /**
             * an integer from 1 to 1024, or an array of two
             * @default 2
             */
            poolSize?: number | number[];
            /** an integer from 1 to 1024, or an array of two */
            strides?: number | number[];
            /** @enum {string} */
            type: "maxPooling2d";
        };
        Metrics: {
            accuracy?: number;
            auc?: number;
            f1Score?: number;
            loss?: number;
            meanAbsoluteError?: number;
            precision?: number;
            r2Score?: number;
            recall?: number;
            rootMeanSquaredError?: number;
            topKCategoricalAccuracy?: number;
            valAccuracy?: number;
            valAuc?: number;
            valF1Score?: number;
            valLoss?: number;
            valMeanAbsoluteError?: number;
            valPrecision?: number;
            valR2Score?: number;
            valRecall?: number;
            valRootMeanSquaredError?: number;
            valTopKCategoricalAccuracy?: number;
        };
        MinimumLayer: {
            inputs?: string[];
            /** a name of 1 to 64 letters, digits, dots, dashes or underscores that starts with a letter or digit */
            name?: string;
            /** @enum {string} */
            type: "minimum";
        };
        MultiplyLayer: {
            inputs?: string[];
            /** a name of 1 to 64 letters, digits, dots, dashes or underscores that starts with a letter or digit */
            name?: string;
            /** @enum {string} */
            type: "multiply";
        };
        Network: "auto" | ("mlp" | "cnn" | "lstm") | {
            dropout?: number;
            /** @enum {string} */
            preset: "mlp";
            units?: number[];
        } | {
            dropout?: number;
            filters?: number[];
            /** @enum {string} */
            preset: "cnn";
            units?: number[];
        } | {
            dropout?: number;
            lstmUnits?: number;
            /** @enum {string} */
            preset: "lstm";
            units?: number[];
        } | {
            layers: components["schemas"]["Layer"][];
        };
        Optimizer: ("sgd" | "rmsprop" | "adagrad" | "adadelta" | "adam" | "adamw" | "adamax" | "nadam") | {
            clipNorm?: number;
            clipValue?: number;
            globalClipNorm?: number;
            learningRate?: number;
            momentum?: number;
            nesterov?: boolean;
            /** @enum {string} */
            type: "sgd";
        } | {
            centered?: boolean;
            clipNorm?: number;
            clipValue?: number;
            epsilon?: number;
            globalClipNorm?: number;
            learningRate?: number;
            momentum?: number;
            rho?: number;
            /** @enum {string} */
            type: "rmsprop";
        } | {
            clipNorm?: number;
            clipValue?: number;
            epsilon?: number;
            globalClipNorm?: number;
            initialAccumulatorValue?: number;
            learningRate?: number;
            /** @enum {string} */
            type: "adagrad";
        } | {
            clipNorm?: number;
            clipValue?: number;
            epsilon?: number;
            globalClipNorm?: number;
            learningRate?: number;
            rho?: number;
            /** @enum {string} */
            type: "adadelta";
        } | {
            amsgrad?: boolean;
            beta1?: number;
            beta2?: number;
            clipNorm?: number;
            clipValue?: number;
            epsilon?: number;
            globalClipNorm?: number;
            learningRate?: number;
            /** @enum {string} */
            type: "adam";
        } | {
            amsgrad?: boolean;
            beta1?: number;
            beta2?: number;
            clipNorm?: number;
            clipValue?: number;
            epsilon?: number;
            globalClipNorm?: number;
            learningRate?: number;
            /** @enum {string} */
            type: "adamw";
            weightDecay?: number;
        } | {
            beta1?: number;
            beta2?: number;
            clipNorm?: number;
            clipValue?: number;
            epsilon?: number;
            globalClipNorm?: number;
            learningRate?: number;
            /** @enum {string} */
            type: "adamax";
        } | {
            beta1?: number;
            beta2?: number;
            clipNorm?: number;
            clipValue?: number;
            epsilon?: number;
            globalClipNorm?: number;
            learningRate?: number;
            /** @enum {string} */
            type: "nadam";
        };
        PermuteLayer: {
            dims: number[];
            inputs?: string[];
            /** a name of 1 to 64 letters, digits, dots, dashes or underscores that starts with a letter or digit */
            name?: string;
            /** @enum {string} */
            type: "permute";
        };
        PreluLayer: {
            alphaConstraint?: components["schemas"]["Constraint"];
            /** @default zeros */
            alphaInitializer?: components["schemas"]["Initializer"];
            alphaRegularizer?: components["schemas"]["Regularizer"];
            inputs?: string[];
            /** a name of 1 to 64 letters, digits, dots, dashes or underscores that starts with a letter or digit */
            name?: string;
            sharedAxes?: number[];
            /** @enum {string} */
            type: "prelu";
        };
        /** @description RFC 9457 problem details */
        Problem: {
            code: string;
            detail: string;
            /** @description the detail again, where TensorFlow Serving has the same path */
            error?: string;
            errors?: {
                detail: string;
                pointer: string;
            }[];
            requestId: string;
            status: number;
            title: string;
            /** @enum {string} */
            type: "about:blank";
        };
        Regularizer: "l1" | "l2" | {
            l1?: number;
            l2?: number;
        };
        ReluLayer: {
            inputs?: string[];
            maxValue?: number;
            /** a name of 1 to 64 letters, digits, dots, dashes or underscores that starts with a letter or digit */
            name?: string;
            /** @default 0 */
            negativeSlope?: number;
            /** @default 0 */
            threshold?: number;
            /** @enum {string} */
            type: "relu";
        };
        ReshapeLayer: {
            inputs?: string[];
            /** a name of 1 to 64 letters, digits, dots, dashes or underscores that starts with a letter or digit */
            name?: string;
            targetShape: number[];
            /** @enum {string} */
            type: "reshape";
        };
        /**
         * @example {
         *       "cron": "0 3 * * *",
         *       "timezone": "Europe/Zurich",
         *       "job": {
         *         "model": "digits",
         *         "dataset": "mnist",
         *         "network": "cnn"
         *       }
         *     }
         */
        ScheduleRequest: {
            /** @description minute, hour, day of the month, month, day of the week: `0 3 * * *` is every night at three */
            cron: string;
            /** @default true */
            enabled?: boolean;
            /**
             * @example {
             *       "model": "digits",
             *       "dataset": "mnist",
             *       "network": "cnn",
             *       "training": {
             *         "epochs": 5,
             *         "batchSize": 32,
             *         "optimizer": "adam",
             *         "seed": 7
             *       }
             *     }
             */
            job: components["schemas"]["JobRequest"];
            /**
             * @description of IANA: `Europe/Zurich`
             * @default UTC
             */
            timezone?: string;
            /**
             * @description what to do where the dataset is the one that was trained on last
             * @default skip
             * @enum {unknown}
             */
            unchanged?: "skip" | "train";
        };
        ScheduleRun: {
            /** @description when it was due: UTC, ISO 8601 */
            at: string;
            datasetDigest: string | null;
            /** @description that it made, or is about to */
            job: string | null;
            /** @enum {unknown} */
            outcome: "submitting" | "submitted" | "skipped" | "refused";
            /** @description why there is no job */
            reason?: string;
            /** @enum {unknown} */
            trigger: "cron" | "manual";
        };
        SeparableConv1dLayer: {
            /** @default linear */
            activation?: components["schemas"]["Activation"];
            activityRegularizer?: components["schemas"]["Regularizer"];
            biasConstraint?: components["schemas"]["Constraint"];
            /** @default zeros */
            biasInitializer?: components["schemas"]["Initializer"];
            biasRegularizer?: components["schemas"]["Regularizer"];
            /** @default 1 */
            depthMultiplier?: number;
            depthwiseConstraint?: components["schemas"]["Constraint"];
            /** @default glorotUniform */
            depthwiseInitializer?: components["schemas"]["Initializer"];
            depthwiseRegularizer?: components["schemas"]["Regularizer"];
            /** @default 1 */
            dilationRate?: number;
            filters: number;
            inputs?: string[];
            kernelSize: number;
            /** a name of 1 to 64 letters, digits, dots, dashes or underscores that starts with a letter or digit */
            name?: string;
            /** @default valid */
            padding?: "valid" | "same";
            pointwiseConstraint?: components["schemas"]["Constraint"];
            /** @default glorotUniform */
            pointwiseInitializer?: components["schemas"]["Initializer"];
            pointwiseRegularizer?: components["schemas"]["Regularizer"];
            /** @default 1 */
            strides?: number;
            /** @enum {string} */
            type: "separableConv1d";
            /** @default true */
            useBias?: boolean;
        };
        SeparableConv2dLayer: {
            /** @default linear */
            activation?: components["schemas"]["Activation"];
            activityRegularizer?: components["schemas"]["Regularizer"];
            biasConstraint?: components["schemas"]["Constraint"];
            /** @default zeros */
            biasInitializer?: components["schemas"]["Initializer"];
            biasRegularizer?: components["schemas"]["Regularizer"];
            /** @default 1 */
            depthMultiplier?: number;
            depthwiseConstraint?: components["schemas"]["Constraint"];
            /** @default glorotUniform */
            depthwiseInitializer?: components["schemas"]["Initializer"];
            depthwiseRegularizer?: components["schemas"]["Regularizer"];
            /**
             * an integer from 1 to 1024, or an array of two
             * @default 1
             */
            dilationRate?: number | number[];
            filters: number;
            inputs?: string[];
            /** an integer from 1 to 1024, or an array of two */
            kernelSize: number | number[];
            /** a name of 1 to 64 letters, digits, dots, dashes or underscores that starts with a letter or digit */
            name?: string;
            /** @default valid */
            padding?: "valid" | "same";
            pointwiseConstraint?: components["schemas"]["Constraint"];
            /** @default glorotUniform */
            pointwiseInitializer?: components["schemas"]["Initializer"];
            pointwiseRegularizer?: components["schemas"]["Regularizer"];
            /** @default 1 */
            strides?: number;
            /** @enum {string} */
            type: "separableConv2d";
            /** @default true */
            useBias?: boolean;
        };
        SimpleRnnLayer: {
            /** @default tanh */
            activation?: components["schemas"]["Activation"];
            biasConstraint?: components["schemas"]["Constraint"];
            /** @default zeros */
            biasInitializer?: components["schemas"]["Initializer"];
            biasRegularizer?: components["schemas"]["Regularizer"];
            /** @default 0 */
            dropout?: number;
            /** @default false */
            goBackwards?: boolean;
            inputs?: string[];
            kernelConstraint?: components["schemas"]["Constraint"];
            /** @default glorotUniform */
            kernelInitializer?: components["schemas"]["Initializer"];
            kernelRegularizer?: components["schemas"]["Regularizer"];
            /** a name of 1 to 64 letters, digits, dots, dashes or underscores that starts with a letter or digit */
            name?: string;
            recurrentConstraint?: components["schemas"]["Constraint"];
            /** @default orthogonal */
            recurrentInitializer?: components["schemas"]["Initializer"];
            recurrentRegularizer?: components["schemas"]["Regularizer"];
            /** @default false */
            returnSequences?: boolean;
            /** @enum {string} */
            type: "simpleRnn";
            units: number;
            /** @default true */
            useBias?: boolean;
        };
        SoftmaxLayer: {
            inputs?: string[];
            /** a name of 1 to 64 letters, digits, dots, dashes or underscores that starts with a letter or digit */
            name?: string;
            /** @enum {string} */
            type: "softmax";
        };
        SpatialDropout1dLayer: {
            inputs?: string[];
            /** a name of 1 to 64 letters, digits, dots, dashes or underscores that starts with a letter or digit */
            name?: string;
            rate: number;
            /** @enum {string} */
            type: "spatialDropout1d";
        };
        SpatialDropout2dLayer: {
            inputs?: string[];
            /** a name of 1 to 64 letters, digits, dots, dashes or underscores that starts with a letter or digit */
            name?: string;
            rate: number;
            /** @enum {string} */
            type: "spatialDropout2d";
        };
        SubtractLayer: {
            inputs?: string[];
            /** a name of 1 to 64 letters, digits, dots, dashes or underscores that starts with a letter or digit */
            name?: string;
            /** @enum {string} */
            type: "subtract";
        };
        /**
         * @example {
         *       "job": {
         *         "model": "digits",
         *         "dataset": "mnist",
         *         "network": "mlp",
         *         "training": {
         *           "epochs": 9,
         *           "seed": 7
         *         }
         *       },
         *       "search": {
         *         "strategy": "successiveHalving",
         *         "trials": 9
         *       },
         *       "space": {
         *         "/training/optimizer/learningRate": {
         *           "min": 0.0001,
         *           "max": 0.1,
         *           "scale": "log"
         *         },
         *         "/network/units": {
         *           "values": [
         *             [
         *               64
         *             ],
         *             [
         *               128,
         *               64
         *             ]
         *           ]
         *         }
         *       }
         *     }
         */
        SweepRequest: {
            /** @description of a cross-validation of every trial */
            folds?: number;
            /**
             * @example {
             *       "model": "digits",
             *       "dataset": "mnist",
             *       "network": "cnn",
             *       "training": {
             *         "epochs": 5,
             *         "batchSize": 32,
             *         "optimizer": "adam",
             *         "seed": 7
             *       }
             *     }
             */
            job: components["schemas"]["JobRequest"];
            metadata?: {
                [key: string]: string;
            };
            /** @enum {unknown} */
            metric?: "loss" | "accuracy" | "topKCategoricalAccuracy" | "precision" | "recall" | "f1Score" | "auc" | "meanAbsoluteError" | "rootMeanSquaredError" | "r2Score" | "valLoss" | "valAccuracy" | "valTopKCategoricalAccuracy" | "valPrecision" | "valRecall" | "valF1Score" | "valAuc" | "valMeanAbsoluteError" | "valRootMeanSquaredError" | "valR2Score";
            /** @enum {unknown} */
            mode?: "auto" | "min" | "max";
            /**
             * @description trials at once, at most
             * @default 8
             */
            parallel?: number;
            /**
             * @description 1 is highest
             * @default 50
             */
            priority?: number;
            search?: {
                /** @enum {string} */
                strategy: "grid";
            } | {
                seed?: number;
                /** @enum {string} */
                strategy: "random";
                trials: number;
            } | {
                /**
                 * @description of so many trials one goes on
                 * @default 3
                 */
                factor?: number;
                /** @description of every trial before any is given up */
                minEpochs?: number;
                seed?: number;
                /** @enum {string} */
                strategy: "successiveHalving";
                trials?: number;
            };
            space?: {
                [key: string]: {
                    /** @description any JSON values */
                    values: unknown[];
                } | {
                    /** @description of a grid: so many values, evenly spaced */
                    count?: number;
                    /** @description whole numbers only */
                    integer?: boolean;
                    max: number;
                    min: number;
                    /** @enum {unknown} */
                    scale?: "linear" | "log";
                    /** @description only min, min + step, … */
                    step?: number;
                };
            };
            webhook?: components["schemas"]["WebhookRequest"];
        };
        TimeDistributedLayer: {
            inputs?: string[];
            layer: components["schemas"]["DenseLayer"] | components["schemas"]["ActivationLayer"] | components["schemas"]["ReluLayer"] | components["schemas"]["LeakyReluLayer"] | components["schemas"]["EluLayer"] | components["schemas"]["PreluLayer"] | components["schemas"]["SoftmaxLayer"] | components["schemas"]["LayerNormalizationLayer"] | components["schemas"]["Conv1dLayer"] | components["schemas"]["Conv2dLayer"] | components["schemas"]["DepthwiseConv2dLayer"] | components["schemas"]["SeparableConv1dLayer"] | components["schemas"]["SeparableConv2dLayer"] | components["schemas"]["MaxPooling1dLayer"] | components["schemas"]["MaxPooling2dLayer"] | components["schemas"]["AveragePooling1dLayer"] | components["schemas"]["AveragePooling2dLayer"] | components["schemas"]["GlobalMaxPooling1dLayer"] | components["schemas"]["GlobalMaxPooling2dLayer"] | components["schemas"]["GlobalAveragePooling1dLayer"] | components["schemas"]["GlobalAveragePooling2dLayer"] | components["schemas"]["FlattenLayer"] | components["schemas"]["ReshapeLayer"] | components["schemas"]["PermuteLayer"] | components["schemas"]["ZeroPadding1dLayer"] | components["schemas"]["ZeroPadding2dLayer"] | components["schemas"]["UpSampling1dLayer"] | components["schemas"]["UpSampling2dLayer"] | components["schemas"]["LstmLayer"] | components["schemas"]["GruLayer"] | components["schemas"]["SimpleRnnLayer"];
            /** a name of 1 to 64 letters, digits, dots, dashes or underscores that starts with a letter or digit */
            name?: string;
            /** @enum {string} */
            type: "timeDistributed";
        };
        Training: {
            augment?: components["schemas"]["Augmentation"];
            batchSize?: number;
            /** @description between checkpoints; more where writing them would take over 2 % of the time */
            checkpointSeconds?: number;
            classWeight?: {
                [key: string]: number;
            };
            earlyStopping?: {
                minDelta?: number;
                /** @enum {unknown} */
                mode?: "auto" | "min" | "max";
                /** @enum {unknown} */
                monitor?: "loss" | "accuracy" | "topKCategoricalAccuracy" | "precision" | "recall" | "f1Score" | "auc" | "meanAbsoluteError" | "rootMeanSquaredError" | "r2Score" | "valLoss" | "valAccuracy" | "valTopKCategoricalAccuracy" | "valPrecision" | "valRecall" | "valF1Score" | "valAuc" | "valMeanAbsoluteError" | "valRootMeanSquaredError" | "valR2Score";
                patience?: number;
                restoreBest?: boolean;
            };
            epochs?: number;
            learningRateSchedule?: components["schemas"]["LearningRateSchedule"];
            loss?: ("sparseCategoricalCrossentropy" | "categoricalFocalCrossentropy" | "binaryCrossentropy" | "meanSquaredError" | "meanAbsoluteError" | "huber" | "hinge" | "categoricalHinge" | "klDivergence") | {
                labelSmoothing?: number;
                /** @enum {string} */
                type: "sparseCategoricalCrossentropy";
            } | {
                alpha?: number | number[];
                gamma?: number;
                labelSmoothing?: number;
                /** @enum {string} */
                type: "categoricalFocalCrossentropy";
            } | {
                labelSmoothing?: number;
                /** @enum {string} */
                type: "binaryCrossentropy";
            } | {
                /** @enum {string} */
                type: "meanSquaredError";
            } | {
                /** @enum {string} */
                type: "meanAbsoluteError";
            } | {
                delta?: number;
                /** @enum {string} */
                type: "huber";
            } | {
                /** @enum {string} */
                type: "hinge";
            } | {
                /** @enum {string} */
                type: "categoricalHinge";
            } | {
                /** @enum {string} */
                type: "klDivergence";
            };
            /** @description of training, all attempts together; then the job goes on with what it has learnt so far */
            maxMinutes?: number;
            metrics?: (("accuracy" | "topKCategoricalAccuracy" | "precision" | "recall" | "f1Score" | "auc" | "meanAbsoluteError" | "rootMeanSquaredError" | "r2Score") | {
                k?: number;
                /** @enum {string} */
                type: "topKCategoricalAccuracy";
            })[];
            optimizer?: components["schemas"]["Optimizer"];
            seed?: number;
            /** @description a part of the rows, held back; or another dataset, all of it */
            validation?: {
                split: number;
            } | {
                /** a name of 1 to 64 letters, digits, dots, dashes or underscores that starts with a letter or digit */
                dataset: string;
            };
        };
        TrialResult: {
            epochs: number;
            error?: {
                code: string;
                message: string;
            };
            /** @description its trainings that have begun, one for each fold */
            jobs: string[];
            /** @description with folds their mean */
            metric: number | null;
            /** @description 1 is best */
            rank: number | null;
            /**
             * @description `stopped`: given up, for others were better
             * @enum {unknown}
             */
            status: "waiting" | "running" | "paused" | "stopped" | "succeeded" | "failed" | "cancelled";
            /** @description of the folds, divided by their number */
            std?: number;
            stoppedAt?: number;
            trial: number;
            /** @description by JSON Pointer into the job */
            values: {
                [key: string]: unknown;
            };
        };
        UpSampling1dLayer: {
            inputs?: string[];
            /** a name of 1 to 64 letters, digits, dots, dashes or underscores that starts with a letter or digit */
            name?: string;
            /** @default 2 */
            size?: number;
            /** @enum {string} */
            type: "upSampling1d";
        };
        UpSampling2dLayer: {
            inputs?: string[];
            /** @default nearest */
            interpolation?: "nearest" | "bilinear";
            /** a name of 1 to 64 letters, digits, dots, dashes or underscores that starts with a letter or digit */
            name?: string;
            /**
             * an integer from 1 to 64, or an array of two
             * @default 2
             */
            size?: number | number[];
            /** @enum {string} */
            type: "upSampling2d";
        };
        VersionReference: {
            model: string;
            version: number;
        };
        /** @description A URL that is told by signed POSTs, as Standard Webhooks has them, how the job goes. A URL alone is told of the three ends. */
        WebhookRequest: string | {
            /**
             * @description what is told; default: the three ends
             * @default [
             *       "job.succeeded",
             *       "job.failed",
             *       "job.cancelled"
             *     ]
             */
            events?: ("job.started" | "job.paused" | "job.succeeded" | "job.failed" | "job.cancelled")[];
            /** @description https, of a public address; others where WEBHOOK_PRIVATE_HOSTS allows them */
            url: string;
        };
        ZeroPadding1dLayer: {
            inputs?: string[];
            /** a name of 1 to 64 letters, digits, dots, dashes or underscores that starts with a letter or digit */
            name?: string;
            /**
             * an integer from 0 to 1024, or [before, after]
             * @default 1
             */
            padding?: number | number[];
            /** @enum {string} */
            type: "zeroPadding1d";
        };
        ZeroPadding2dLayer: {
            inputs?: string[];
            /** a name of 1 to 64 letters, digits, dots, dashes or underscores that starts with a letter or digit */
            name?: string;
            /**
             * an integer from 0 to 1024, [vertical, horizontal], or [[top, bottom], [left, right]]
             * @default 1
             */
            padding?: number | number[] | number[][];
            /** @enum {string} */
            type: "zeroPadding2d";
        };
    };
    responses: never;
    parameters: never;
    requestBodies: never;
    headers: never;
    pathItems: never;
}
export type $defs = Record<string, never>;
export type operations = Record<string, never>;
