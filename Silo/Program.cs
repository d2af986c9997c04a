using Sanctum.Hosting;

await using var silo = SiloHost.Build(args);
return await silo.RunToEnd();
