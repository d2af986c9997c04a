using Sanctum.Bench;

if (args is [BareEndpoint.Verb, var url])
{
    await BareEndpoint.Serve(url);
    return 0;
}
var benchmarks = typeof(IBenchmark).Assembly.GetTypes()
    .Where(type => typeof(IBenchmark).IsAssignableFrom(type) && type is { IsClass: true })
    .Select(type => (IBenchmark)Activator.CreateInstance(type)!)
    .OrderBy(benchmark => benchmark.Name, StringComparer.Ordinal)
    .ToList();
var chosen = args.Length == 0
    ? benchmarks.Where(benchmark => !benchmark.IsLong).ToList()
    : benchmarks.Where(benchmark => args.Contains(benchmark.Name)).ToList();
if (chosen.Count == 0)
{
    Console.WriteLine("usage: ./dev bench [NAME ...]\n");
    foreach (var benchmark in benchmarks)
        Console.WriteLine($"  {benchmark.Name,-10} {benchmark.Summary}");
    return 2;
}
foreach (var benchmark in chosen)
{
    Console.WriteLine($"\n== {benchmark.Name}: {benchmark.Summary}");
    await benchmark.Run();
}
return 0;
