FROM python:3.12-slim

RUN useradd --create-home streams
WORKDIR /app
COPY pyproject.toml README.md LICENSE ./
COPY streams streams
RUN pip install --no-cache-dir .
USER streams

# One thread for numerical libraries: one process a core is how workers scale.
ENV OMP_NUM_THREADS=1 PYTHONUNBUFFERED=1
HEALTHCHECK --start-period=60s --interval=15s --timeout=5s --retries=3 \
  CMD ["python", "-c", "import urllib.request; urllib.request.urlopen('http://127.0.0.1:9464/healthz', timeout=4)"]
ENTRYPOINT ["streams"]
CMD ["worker"]
