# The product in a container: one image for the web processes and the workers.
FROM node:24-slim AS browser-libraries
WORKDIR /app
COPY package.json package-lock.json .npmrc ./
RUN npm ci --ignore-scripts --omit=dev

FROM python:3.11-slim
ENV PYTHONUNBUFFERED=1 PYTHONDONTWRITEBYTECODE=1 DJANGO_SETTINGS_MODULE=lms.settings.production \
    DATA_DIR=/data
# pg_dump and pg_restore for `manage.py backup`; they must not be older than the server.
RUN apt-get update \
    && apt-get install -y --no-install-recommends postgresql-client \
    && rm -rf /var/lib/apt/lists/*
WORKDIR /app
COPY requirements/production.txt requirements/
RUN pip install --no-cache-dir --require-hashes -r requirements/production.txt
COPY . .
COPY --from=browser-libraries /app/node_modules node_modules
# DATA_DIR holds the static files as well: they are made when the container starts (`prepare`).
RUN python bin/vendor.py --installed && python bin/compile_messages.py \
    && useradd --system --home /data app && mkdir /data && chown app /data
USER app
VOLUME /data
EXPOSE 8000
CMD ["sh", "-c", "python manage.py prepare && exec gunicorn --config lms/core/serving/gunicorn_conf.py --bind 0.0.0.0:8000 lms.wsgi:application"]
