using Sanctum.Platforms;

namespace Sanctum.Plugins;

/// <summary>What the process gives to constructors of tools and adapters of plug-ins, beside what is the plug-in's own.</summary>
internal sealed class PluginServices(IServiceProvider services)
{
    private static readonly Type[] Contracts = [typeof(IAgentAccounts), typeof(IReplyConsent), typeof(IRateBudget)];

    /// <summary>The names of the contracts, for messages.</summary>
    public static string Names => string.Join(", ", Contracts.Select(contract => contract.Name));

    /// <summary>Whether code that has it must be in the process that hosts the grains.</summary>
    public static bool Has(Type contract) => Contracts.Contains(contract);

    /// <summary>The service, or null where plug-ins are given none.</summary>
    public object? Find(Type contract) => Has(contract) ? services.GetService(contract) : null;
}
