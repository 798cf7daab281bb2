# Ebb beside a MongoDB of its own container: see docker-compose.yml.
FROM swift:6.3-bookworm AS build
RUN apt-get update && apt-get install --yes --no-install-recommends \
        libmongoc-dev libbson-dev zlib1g-dev libzstd-dev libopenblas-dev libssl-dev \
        libcurl4-openssl-dev pkg-config \
    && rm -rf /var/lib/apt/lists/*
WORKDIR /source
COPY . .
RUN scripts/build \
    && install -D -t /out "$(scripts/build --show)/ebb" "$(scripts/build --show)/ebb-http"

# Swift's runtime is in the binary. What it loads beside that comes with these packages.
FROM debian:bookworm-slim
RUN apt-get update && apt-get install --yes --no-install-recommends \
        ca-certificates curl libcurl4 libmongoc-1.0-0 libopenblas0-pthread libssl3 zlib1g libzstd1 \
    && rm -rf /var/lib/apt/lists/* \
    && useradd --system --create-home ebb
COPY --from=build /out /usr/local/bin
USER ebb
EXPOSE 8088
ENTRYPOINT ["ebb"]
CMD ["serve"]
