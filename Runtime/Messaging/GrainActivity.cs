using System.Diagnostics;
using Orleans.Runtime;

namespace Sanctum.Runtime.Messaging;

/// <summary>Spans of grain calls, under the source name that Orleans uses for application calls.</summary>
internal static class GrainActivity
{
    private static readonly ActivitySource Source = new("Microsoft.Orleans.Application");

    public static Activity? StartServer(GrainMethod method, GrainId target, Activity? cause)
    {
        if (!Source.HasListeners())
        {
            Activity.Current = cause;
            return null;
        }
        var activity = Source.StartActivity(method.Name, ActivityKind.Server, cause?.Context ?? default);
        activity?.SetTag("rpc.orleans.target_id", target.ToString());
        return activity;
    }

    public static void RecordFailure(Activity? activity, Exception exception) => activity?.SetStatus(ActivityStatusCode.Error, exception.Message);
}
