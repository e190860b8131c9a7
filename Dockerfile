# Two steps, so that the image holds no tool that only building needs.
FROM python:3.11-slim-bookworm AS build
WORKDIR /build
COPY requirements-boot.txt requirements.txt ./
RUN python -m venv /opt/venv \
 && pip install --no-cache-dir --require-hashes -r requirements-boot.txt \
 && uv pip install --no-cache --compile-bytecode --python /opt/venv/bin/python --require-hashes -r requirements.txt

FROM python:3.11-slim-bookworm
ENV PATH=/opt/venv/bin:$PATH PYTHONUNBUFFERED=1 DJANGO_SETTINGS_MODULE=musicdb.settings
RUN useradd --system --uid 10001 --home-dir /srv/musicdb musicdb \
 && install -d -o musicdb -g musicdb -m 700 /data
COPY --from=build /opt/venv /opt/venv
COPY . /srv/musicdb
WORKDIR /srv/musicdb
USER musicdb
VOLUME /data
EXPOSE 8000
CMD ["python", "-m", "uvicorn", "musicdb.asgi:application", "--host", "0.0.0.0", "--port", "8000", "--lifespan", "off", "--no-access-log", "--no-proxy-headers", "--no-server-header", "--timeout-graceful-shutdown", "3"]
