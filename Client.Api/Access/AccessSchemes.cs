using Microsoft.OpenApi;

namespace Sanctum.Access;

/// <summary>The ways in which a caller says who it is.</summary>
internal static class AccessSchemes
{
    public const string Bearer = "bearer";
    public const string ApiKey = "apiKey";
    public const string Cookie = "accessCookie";

    /// <summary>The header of an API key.</summary>
    public const string ApiKeyHeader = "X-API-Key";

    /// <summary>The cookie that carries an access token.</summary>
    public const string AccessCookie = "sanctum-access";

    /// <summary>Each as the API's description has it, by name.</summary>
    public static IReadOnlyDictionary<string, OpenApiSecurityScheme> Described { get; } =
        new Dictionary<string, OpenApiSecurityScheme>
        {
            [Bearer] = new()
            {
                Type = SecuritySchemeType.Http,
                Scheme = "bearer",
                BearerFormat = "JWT",
                Description = "An access token in the Authorization header.",
            },
            [ApiKey] = new()
            {
                Type = SecuritySchemeType.ApiKey,
                In = ParameterLocation.Header,
                Name = ApiKeyHeader,
                Description = "An API key.",
            },
            [Cookie] = new()
            {
                Type = SecuritySchemeType.ApiKey,
                In = ParameterLocation.Cookie,
                Name = AccessCookie,
                Description = "The access token of a browser.",
            },
        };
}
