# The server as an image: docs/IMAGE.md.
#
#   docker build -t cc-executor .
#
# JDK_IMAGE is any Linux with a JDK 25 in JAVA_HOME, BASE_IMAGE any Debian (or other glibc) that commands are to find.
ARG JDK_IMAGE=docker.io/library/eclipse-temurin:25-jdk
ARG BASE_IMAGE=docker.io/library/debian:trixie-slim

FROM ${JDK_IMAGE} AS build
WORKDIR /build
COPY . .
RUN --mount=type=cache,target=/root/.m2 \
    ./mvnw -B -ntp -Dmaven.test.skip=true -Dformat.skip=true -Denforcer.skip=true -pl server -am package
RUN image/java-runtime "$JAVA_HOME" server/target /build/java

FROM ${BASE_IMAGE}
# A number of its own, which no user of the host is likely to have; what it may write to is the volume.
RUN groupadd --gid 10003 cc-executor && \
    useradd --uid 10003 --gid 10003 --no-create-home --home-dir /var/lib/cc-executor --shell /usr/sbin/nologin cc-executor && \
    install -d -m 0700 -o cc-executor -g cc-executor /var/lib/cc-executor
COPY --from=build /build/java /opt/java
COPY --from=build /build/server/target/cc-executor-server.jar /opt/cc-executor/server/target/
COPY --from=build /build/server/target/lib /opt/cc-executor/server/target/lib
COPY --from=build /build/cc-executor /opt/cc-executor/
RUN ln -s /opt/cc-executor/cc-executor /usr/local/bin/cc-executor
ENV CC_EXECUTOR_JAVA_HOME=/opt/java
# The AOT caches, by a rehearsal with this very Java and these very jars. Nobody writes there later on.
RUN cc-executor prepare

ENV CC_EXECUTOR_HOST=0.0.0.0 \
    CC_EXECUTOR_DATA_DIR=/var/lib/cc-executor
USER cc-executor
WORKDIR /var/lib/cc-executor
VOLUME /var/lib/cc-executor
EXPOSE 8003
STOPSIGNAL SIGTERM
HEALTHCHECK --interval=30s --timeout=5s --start-period=20s --retries=3 CMD ["cc-executor", "health"]
# The launcher becomes the server, which so is process 1: it reaps, and SIGTERM is its own.
ENTRYPOINT ["cc-executor"]
CMD ["serve"]
