using Sanctum.Hosting;
using Sanctum.Telemetry;

if (!SiloBuild.IsSeparateProcess)
{
    await Console.Error.WriteLineAsync(
        "This build hosts the grains inside the gateway (ActorRuntime=Embedded): start Client.Api. For silos of their own build with ActorRuntime=Orleans.");
    return 2;
}
var builder = WebApplication.CreateBuilder(args);
builder.AddSanctumLogging();
builder.HostGrains();
builder.AddSanctumTelemetry("sanctum-silo");
await builder.Build().RunAsync();
return Environment.ExitCode;
