using Microsoft.AspNetCore.Http.Metadata;

namespace Sanctum.Edge;

/// <summary>
/// HEAD is answered wherever GET is (RFC 9110, section 9.1): as GET, and the server sends no body to who asked for none.
/// </summary>
internal static class HeadRequests
{
    private const string EventStream = "text/event-stream";
    private static readonly object WasHead = new();

    public static void UseHeadRequests(this WebApplication app)
    {
        app.Use((context, next) =>
        {
            if (HttpMethods.IsHead(context.Request.Method))
            {
                context.Items[WasHead] = true;
                context.Request.Method = HttpMethods.Get;
            }
            return next(context);
        });
        app.UseRouting();
        app.Use((context, next) =>
        {
            if (!context.Items.ContainsKey(WasHead) || !IsEndless(context.GetEndpoint()))
                return next(context);
            context.Response.StatusCode = StatusCodes.Status405MethodNotAllowed;
            context.Response.Headers.Allow = HttpMethods.Get;
            return Task.CompletedTask;
        });
    }

    private static bool IsEndless(Endpoint? endpoint) =>
        endpoint?.Metadata.OfType<IProducesResponseTypeMetadata>()
            .Any(answer => answer.ContentTypes.Contains(EventStream)) is true;
}
