using Sanctum.Hosting;

await using var gateway = GatewayHost.Build(args);
return await gateway.RunToEnd();
