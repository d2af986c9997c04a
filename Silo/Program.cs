using Sanctum.Hosting;

return await ProcessRun.ToEnd(() => SiloHost.Build(args));
