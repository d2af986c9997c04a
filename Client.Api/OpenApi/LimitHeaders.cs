using Microsoft.OpenApi;

namespace Sanctum.OpenApi;

/// <summary>Describes the headers of limits at what counts against one: where 429 is an answer.</summary>
internal static class LimitHeaders
{
    private const string TooManyRequests = "429";

    public static void Describe(OpenApiOperation operation)
    {
        if (operation.Responses is not { } responses || !responses.ContainsKey(TooManyRequests))
            return;
        foreach (var (status, response) in responses)
        {
            if (response is not OpenApiResponse answer)
                continue;
            answer.Headers ??= new Dictionary<string, IOpenApiHeader>();
            Add(answer, "RateLimit-Policy", JsonSchemaType.String, "The limits that the request counted against.");
            Add(answer, "RateLimit", JsonSchemaType.String, "What is left of them: r requests, all again in t seconds.");
            if (status == TooManyRequests)
                Add(answer, "Retry-After", JsonSchemaType.Integer, "Seconds until the request may succeed.");
        }
    }

    private static void Add(OpenApiResponse answer, string name, JsonSchemaType type, string description) =>
        answer.Headers![name] = new OpenApiHeader { Description = description, Schema = new OpenApiSchema { Type = type } };
}
