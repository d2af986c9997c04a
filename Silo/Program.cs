using Sanctum.Hosting;

if (!SiloBuild.IsSeparateProcess)
{
    await Console.Error.WriteLineAsync(
        "This build hosts the grains inside the gateway (ActorRuntime=Embedded): start Client.Api. For silos of their own build with ActorRuntime=Orleans.");
    return 2;
}
await SiloHost.Build(args).RunAsync();
return Environment.ExitCode;
