using System.ComponentModel.DataAnnotations;
using System.Runtime.InteropServices;
using Microsoft.Extensions.Options;
using Sanctum.Telemetry;
using Serilog;
using Serilog.Events;

namespace Sanctum.Hosting;

/// <summary>A process from its start to its end.</summary>
internal static class ProcessRun
{
    /// <summary>Builds the process, and runs it until it is asked to stop.</summary>
    /// <returns>The exit code; 0 also when it was asked to stop before it had started.</returns>
    public static async Task<int> ToEnd(Func<WebApplication> build)
    {
        // Until the host listens to signals itself.
        var isAskedToStop = false;
        using var early = PosixSignalRegistration.Create(PosixSignal.SIGTERM, signal => isAskedToStop = signal.Cancel = true);
        WebApplication? app = null;
        try
        {
            app = build();
            return isAskedToStop ? ProcessOutcome.Success : await Run(app);
        }
        catch (IOException exception)
        {
            // A port that another process listens on, or none that is free.
            return await Refuse(exception.Message, ProcessOutcome.Failure);
        }
        catch (Exception exception) when (app is null || IsSetting(exception))
        {
            // Before there is a process, there is little but settings that can be wrong.
            return await Refuse(SettingError.Describe(exception, app?.Services), ProcessOutcome.Misconfigured);
        }
        catch (Exception exception)
        {
            return await Refuse(exception.Message, ProcessOutcome.Failure, exception);
        }
        finally
        {
            if (app is not null)
                await app.DisposeAsync();
        }
    }

    private static async Task<int> Run(WebApplication app)
    {
        var outcome = app.Services.GetRequiredService<ProcessOutcome>();
        // Before the host does, which would log a trace.
        app.CheckSettings();
        // Before the silo starts beside the listener, and would have to leave the cluster again.
        foreach (
            var url in app.Configuration[WebHostDefaults.ServerUrlsKey]?.Split(';', StringSplitOptions.RemoveEmptyEntries) ?? [])
            BoundAddresses.RequireFree(url);
        try
        {
            await app.StartAsync();
        }
        catch (Exception exception) when (!IsSetting(exception) && exception is not IOException)
        {
            // The host has logged it. Asked to stop while it was starting, it was to end anyhow.
            return app.Lifetime.ApplicationStopping.IsCancellationRequested ? outcome.ExitCode : ProcessOutcome.Failure;
        }
        await app.WaitForShutdownAsync();
        return outcome.ExitCode;
    }

    private static bool IsSetting(Exception exception) =>
        exception is ValidationException or OptionsValidationException or OrleansConfigurationException
        || (exception is InvalidOperationException { Source: SettingError.BinderSource });

    // In the form of the log's lines, for nothing that writes those is there yet.
    private static async Task<int> Refuse(string reason, int exitCode, Exception? unexpected = null)
    {
        if (!Console.IsErrorRedirected)
        {
            await Console.Error.WriteLineAsync($"Sanctum cannot start: {reason}{(unexpected is null ? "" : $"\n{unexpected}")}");
            return exitCode;
        }
        await using var log = new LoggerConfiguration().WriteTo.SanctumConsole(isRedirected: true, LogEventLevel.Verbose)
            .CreateLogger();
        log.Fatal(unexpected, "Sanctum cannot start: {Reason}", reason);
        return exitCode;
    }
}
