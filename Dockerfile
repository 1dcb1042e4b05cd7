# One program of this project, as `mvn package` built it: PROGRAM is tunnel-server, tunnel-client, auth-service or
# sample-library.
FROM eclipse-temurin:25-jre
ARG PROGRAM
RUN useradd --uid 10001 --no-create-home --home-dir /data --shell /usr/sbin/nologin tunnel \
 && mkdir /data /invite \
 && chown tunnel:tunnel /data /invite
COPY ${PROGRAM}/target/${PROGRAM}.jar /program.jar
USER tunnel
WORKDIR /data
VOLUME /data
ENTRYPOINT ["java", "-jar", "/program.jar"]
