using System.Buffers;
using Microsoft.AspNetCore.Http.Metadata;
using Microsoft.Net.Http.Headers;
using Sanctum.Errors;

namespace Sanctum.Requests;

/// <summary>
/// Refuses JSON bodies that no reader behind the edge can use, with the field and the place. They are bounded by
/// <c>Sanctum:Gateway:MaxBodyBytes</c>, so they are read whole.
/// </summary>
internal static class JsonBodies
{
    private const int MaxFirstBuffer = 16 * 1024;
    private static readonly byte[] ByteOrderMark = [0xEF, 0xBB, 0xBF];

    public static void UseJsonBodies(this WebApplication app) => app.Use(async (context, next) =>
    {
        if (IsRead(context))
            await Check(context.Request);
        await next(context);
    });

    /// <exception cref="InvalidRequestException">The content type names another charset than UTF-8, or one that nobody
    /// has.</exception>
    public static void RequireUtf8(HttpRequest request)
    {
        if (MediaTypeHeaderValue.TryParse(request.ContentType, out var type) && type.Charset.HasValue
            && !HeaderUtilities.RemoveQuotes(type.Charset).Equals("utf-8", StringComparison.OrdinalIgnoreCase))
            throw new InvalidRequestException("Content-Type", $"the charset is '{type.Charset}'; only utf-8 is read.");
    }

    /// <summary>
    /// The whole body. A caller who leaves ends it by itself, so no token is asked: Kestrel logs an error where a
    /// read, or a copy of its pipe, is given up.
    /// </summary>
    public static async Task<MemoryStream> Read(HttpRequest request)
    {
        var body = new MemoryStream((int)Math.Min(request.ContentLength ?? 0, MaxFirstBuffer));
        var part = ArrayPool<byte>.Shared.Rent(MaxFirstBuffer);
        try
        {
            int count;
            while ((count = await request.Body.ReadAsync(part)) > 0)
                body.Write(part, 0, count);
            return body;
        }
        finally
        {
            ArrayPool<byte>.Shared.Return(part);
        }
    }

    private static bool IsRead(HttpContext context) =>
        context.GetEndpoint()?.Metadata.GetMetadata<IAcceptsMetadata>() is not null && context.Request.HasJsonContentType();

    private static async Task Check(HttpRequest request)
    {
        RequireUtf8(request);
        // ASP.NET looks a charset up again, and does not take the quotes off.
        request.ContentType = MediaTypeHeaderValue.Parse(request.ContentType).MediaType.Value;
        var body = await Read(request);
        var json = body.GetBuffer().AsMemory(0, (int)body.Length);
        if (json.Span.StartsWith(ByteOrderMark))
            json = json[ByteOrderMark.Length..];
        // What needs a body says so itself.
        if (json.Length > 0 && JsonFault.Find(json.Span) is { } fault)
            throw new InvalidRequestException([fault]);
        body.Position = body.Length - json.Length;
        request.Body = body;
    }
}
