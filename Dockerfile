# One image for the api and the workers; docker-compose.yml says which runs what.
# The first stage has compilers and the sources, the second only what runs.

FROM node:22-bookworm-slim AS build
# Debian's mirrors keep only the newest build of a version: a pin would break within weeks.
# hadolint ignore=DL3008
RUN apt-get update \
  && apt-get install --yes --no-install-recommends binutils g++ python3-pip \
  && rm -rf /var/lib/apt/lists/*
WORKDIR /app
# TensorFlow's libraries: the addon finds them by this path, so both stages have them in the same place.
ENV EPOCHD_CACHE_DIR=/opt/epochd
# What is fetched depends on these files only: a change of the sources downloads nothing again.
COPY package.json package-lock.json .npmrc ./
COPY scripts ./scripts
COPY src/engine/native ./src/engine/native
COPY src/prediction/native ./src/prediction/native
COPY dashboard ./dashboard
COPY client ./client
# A Redis from outside: the set-up fetches none.
RUN REDIS_URL=redis://redis:6379 node scripts/run.mjs setup
COPY tsconfig.json ./
COPY src ./src
RUN node scripts/run.mjs build && npm prune --omit=dev

FROM node:22-bookworm-slim
ENV NODE_ENV=production DATA_DIR=/data HOST=0.0.0.0 PORT=3000
WORKDIR /app
COPY --from=build /opt/epochd /opt/epochd
COPY --from=build /app/node_modules ./node_modules
COPY --from=build /app/package.json ./
COPY --from=build /app/dist ./dist
# The code stays root's: the service may write to its data and nowhere else.
RUN mkdir /data && chown node:node /data
# By number, node's in this image: Kubernetes can tell that it is not root.
USER 1000:1000
EXPOSE 3000
STOPSIGNAL SIGTERM
HEALTHCHECK --interval=10s --timeout=3s --start-period=60s --retries=3 \
  CMD ["node", "-e", "fetch(`http://127.0.0.1:${process.env.PORT}/health/live`).then((answer) => process.exit(answer.ok ? 0 : 1), () => process.exit(1))"]
CMD ["node", "dist/api/main.js"]
