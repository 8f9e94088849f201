FROM python:3.12-slim

RUN useradd --create-home streams
WORKDIR /app
COPY pyproject.toml README.md LICENSE ./
COPY streams streams
RUN pip install --no-cache-dir .
USER streams

# One thread for numerical libraries: one process a core is how workers scale.
ENV OMP_NUM_THREADS=1 PYTHONUNBUFFERED=1
ENTRYPOINT ["streams"]
CMD ["worker"]
