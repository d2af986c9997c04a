using System.Reflection;

namespace Sanctum.Edge;

/// <summary>The endpoints of one feature. Every class that implements it is found at start; no list names them.</summary>
internal interface IEndpointModule
{
    /// <summary>Registers what the feature's endpoints need.</summary>
    void Register(IServiceCollection services)
    {
    }

    /// <summary>Maps the feature's routes.</summary>
    void Map(IEndpointRouteBuilder routes);
}

/// <summary>Finds the endpoint modules of a program.</summary>
internal static class EndpointModules
{
    /// <summary>Adds those that every process has, such as its health, and those of <paramref name="assemblies"/>.</summary>
    public static void AddEndpointModules(this IServiceCollection services, params Assembly[] assemblies)
    {
        var modules = assemblies.Prepend(typeof(EndpointModules).Assembly).SelectMany(assembly => assembly.GetTypes())
            .Where(type => type.IsClass && type.IsAssignableTo(typeof(IEndpointModule)));
        foreach (var type in modules)
        {
            var module = (IEndpointModule)Activator.CreateInstance(type)!;
            module.Register(services);
            services.AddSingleton(module);
        }
    }

    /// <summary>
    /// Maps every module; the filters that are registered as <see cref="IEndpointFilter"/> hold for all endpoints.
    /// </summary>
    public static void MapEndpointModules(this WebApplication app)
    {
        var routes = app.MapGroup("");
        foreach (var filter in app.Services.GetServices<IEndpointFilter>())
            routes.AddEndpointFilter(filter);
        foreach (var module in app.Services.GetServices<IEndpointModule>())
            module.Map(routes);
    }
}
