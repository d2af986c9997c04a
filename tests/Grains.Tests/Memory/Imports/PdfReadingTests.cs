using Microsoft.Extensions.Logging.Abstractions;
using Microsoft.Extensions.Options;
using Microsoft.Extensions.Time.Testing;
using Sanctum.Identity;
using Sanctum.Tools;
using Sanctum.Tools.Isolation;

namespace Sanctum.Memory;

/// <summary>How long a PDF may take.</summary>
public sealed class PdfReadingTests
{
    [Fact]
    public async Task Waiting_for_a_process_takes_no_time_of_a_pdf()
    {
        var clock = new FakeTimeProvider();
        using var runs = new IsolatedRuns(
            new UnrulyTool(NullLogger.Instance), ToolSandbox.Process, new IsolationOptions { MaxProcesses = 1 });
        var reading = new PdfReading(
            runs.Processes, Options.Create(new ImportOptions()),
            Options.Create(new ToolOptions { Sandbox = ToolSandbox.Process }), clock);
        var other = await runs.Processes.Enter(CancellationToken.None);

        var pages = reading.Read(Job(), CancellationToken.None);
        clock.Advance(TimeSpan.FromHours(2));
        other.Dispose();

        Assert.Contains("Noon", Assert.Single(await pages).Text, StringComparison.Ordinal);
    }

    private static ImportJob Job()
    {
        var content = ImportTests.Pdf("Noon");
        var now = DateTimeOffset.UtcNow;
        var import = new PassageImport(
            Guid.NewGuid(), "a.pdf", ImportFormat.Pdf, ImportState.Running, content.Length, null, 0, 0, 0, 0, [], null, now, now,
            null);
        return new ImportJob(GrainKey.InDefaultTenant("any"), import, [], "operator", now, 1, content);
    }
}
