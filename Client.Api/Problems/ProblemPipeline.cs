using Microsoft.AspNetCore.Connections;
using Microsoft.AspNetCore.Diagnostics;

namespace Sanctum.Problems;

/// <summary>Every failed request ends in a problem: thrown, or a bare status.</summary>
internal static class ProblemPipeline
{
    public static void AddProblems(this WebApplicationBuilder builder)
    {
        builder.Services.AddExceptionHandler<ProblemHandler>();
        builder.Services.Configure<RouteHandlerOptions>(options => options.ThrowOnBadRequest = true);
    }

    public static void UseProblems(this WebApplication app)
    {
        app.UseExceptionHandler(_ => { });
        app.UseStatusCodePages(
            page => ProblemMap.TryFrom(page.HttpContext.Response.StatusCode, page.HttpContext.Request, out var problem)
            ? ProblemWriter.WriteAsync(page.HttpContext, problem)
            : Task.CompletedTask);
    }
}

/// <summary>Answers with the problem that an exception is; only what is our own fault is logged.</summary>
internal sealed partial class ProblemHandler(ILogger<ProblemHandler> logger) : IExceptionHandler
{
    private const int ClientClosedRequest = 499;
    private const int MaxReasonLength = 300;

    public async ValueTask<bool> TryHandleAsync(HttpContext httpContext, Exception exception, CancellationToken cancellationToken)
    {
        var hasCallerLeft = httpContext.RequestAborted.IsCancellationRequested;
        if ((exception is OperationCanceledException && hasCallerLeft) || IsBrokenConnection(exception))
        {
            httpContext.Response.StatusCode = ClientClosedRequest;
            // Else Kestrel looks for the rest of the body, and logs as an error that it cannot.
            httpContext.Abort();
            return true;
        }
        var problem = ProblemMap.From(exception);
        if (problem.Status == StatusCodes.Status500InternalServerError)
            Unforeseen(logger, exception, httpContext.Request.Method, httpContext.Request.Path);
        else if (problem.Status > StatusCodes.Status500InternalServerError)
            Failed(logger, httpContext.Request.Method, httpContext.Request.Path, problem.Status, problem.Code, Reason(exception));
        if (hasCallerLeft)
            httpContext.Response.StatusCode = ClientClosedRequest;
        else
            await ProblemWriter.WriteAsync(httpContext, problem);
        return true;
    }

    // A body that ends with its connection is nobody's fault here, also where the abort is not known yet.
    private static bool IsBrokenConnection(Exception exception) =>
        exception is ConnectionResetException or ConnectionAbortedException
            || exception is OperationCanceledException { InnerException: ConnectionAbortedException };

    // What crossed the cluster carries the trace of the other side in its message, and names activations at length.
    private static string Reason(Exception exception)
    {
        var cause = ProblemMap.CauseOf(exception);
        var line = cause.Message.AsSpan();
        if (line.IndexOfAny('\r', '\n') is >= 0 and var end)
            line = line[..end];
        return line.Length <= MaxReasonLength
            ? $"{cause.GetType().Name}: {line}"
            : $"{cause.GetType().Name}: {line[..MaxReasonLength]}…";
    }

    [LoggerMessage(2010, LogLevel.Error, "{Method} {Path} failed unexpectedly.")]
    private static partial void Unforeseen(ILogger logger, Exception exception, string method, string path);

    [LoggerMessage(2011, LogLevel.Warning, "{Method} {Path} answered {Status} {Code}: {Reason}")]
    private static partial void Failed(ILogger logger, string method, string path, int status, string code, string reason);
}
