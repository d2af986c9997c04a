using Sanctum.Hosting;

return await ProcessRun.ToEnd(() => GatewayHost.Build(args));
