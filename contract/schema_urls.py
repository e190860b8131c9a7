from __future__ import annotations

from csp.constants import SELF, UNSAFE_INLINE
from csp.decorators import csp_replace
from django.urls import path
from drf_spectacular import renderers
from drf_spectacular.views import SpectacularAPIView, SpectacularSwaggerSplitView

# Enums stay where they are used: named ones would clash over who is called "status".
HOOKS = ["contract.schema.add_errors"]

# JSON first: whoever reads YAML reads it too.
schema = SpectacularAPIView.as_view(
    renderer_classes=[
        renderers.OpenApiJsonRenderer2,
        renderers.OpenApiJsonRenderer,
        renderers.OpenApiYamlRenderer2,
        renderers.OpenApiYamlRenderer,
    ],
    custom_settings={"POSTPROCESSING_HOOKS": HOOKS},
)

# Swagger UI sets inline styles; the page of the documents alone may.
docs = csp_replace({"style-src": [SELF, UNSAFE_INLINE]})(
    SpectacularSwaggerSplitView.as_view(url_name="schema")
)

urlpatterns = [
    path("schema", schema, name="schema"),
    path("docs", docs, name="api-docs"),
]
