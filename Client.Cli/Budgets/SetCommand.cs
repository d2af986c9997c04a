using System.CommandLine;
using Sanctum.Commands;
using Sanctum.Connection;

namespace Sanctum.Budgets;

/// <summary>Creates a budget, or changes what is given of one that is there.</summary>
internal static class SetCommand
{
    public static ClientCommand Build()
    {
        var name = BudgetArgument.Create();
        var options = new SetOptions();
        var command = new ClientCommand(
            "set", "Create a budget, or change its cap or rule; what is left out stays as it is") { name };
        foreach (var option in options.All)
            command.Add(option);
        return command
            .Does(async run =>
            {
                var route = Route.To($"v1/budgets/{run.Get(name)}");
                var known = await Find(run, route);
                run.Output.Show(
                    await run.Gateway.Put<BudgetShape>(route, options.Read(run, known), run.Cancellation, known?.Version),
                    ShowCommand.Describe);
            })
            .WithExamples(
                "sanctum budgets set daily --tokens 100000 --window day",
                "sanctum budgets set ada-money --money 12.50 --window month --scope agent --subject ada",
                "sanctum budgets set large --tokens 500000 --window day --scope model --subject openai/gpt-4o " +
                "--rule cheaper --cheaper-model openai/gpt-4o-mini");
    }

    private static async Task<BudgetShape?> Find(CommandRun run, Route route)
    {
        try
        {
            return (await run.Gateway.Get<BudgetShape>(route, run.Cancellation)).Value;
        }
        catch (ProblemException missing) when (missing.Problem.Code == "not-found")
        {
            return null;
        }
    }
}

/// <summary>The options of <c>sanctum budgets set</c>.</summary>
internal sealed class SetOptions
{
    private readonly Option<long?> _tokens = new("--tokens") { Description = "The cap, in tokens", HelpName = "count" };
    private readonly Option<string?> _money = new("--money")
    {
        Description = "The cap, in the currency of the prices, such as 12.50",
        HelpName = "amount",
    };
    private readonly Option<string?> _scope = new("--scope")
    {
        Description = "Whose model calls count: tenant (default), agent, key, model",
        HelpName = "scope",
    };
    private readonly Option<string?> _subject = new("--subject")
    {
        Description = "The agent, the key or the model (provider/model) of the scope",
        HelpName = "name",
    };
    private readonly Option<string?> _window = new("--window")
    {
        Description = "When it renews, by UTC: total (default: never), hour, day, month",
        HelpName = "window",
    };
    private readonly Option<string?> _rule = new("--rule")
    {
        Description = "What happens to a call that does not fit: refuse (default), cheaper, wait",
        HelpName = "rule",
    };
    private readonly Option<string?> _cheaper = new("--cheaper-model")
    {
        Description = "The model that is asked instead, with --rule cheaper",
        HelpName = "model",
    };

    public SetOptions()
    {
        _scope.AcceptOnlyFromAmong("tenant", "agent", "key", "model");
        _window.AcceptOnlyFromAmong("total", "hour", "day", "month");
        _rule.AcceptOnlyFromAmong("refuse", "cheaper", "wait");
    }

    public IEnumerable<Option> All => [_tokens, _money, _scope, _subject, _window, _rule, _cheaper];

    /// <summary>The budget that is wanted.</summary>
    /// <param name="run">The command.</param>
    /// <param name="known">The budget as it is, or null.</param>
    public BudgetBody Read(CommandRun run, BudgetShape? known)
    {
        if (run.Get(_tokens) is not null && run.Get(_money) is not null)
            throw ProblemException.Usage("Give either --tokens or --money.");
        var rule = run.Get(_rule) ?? known?.Rule;
        return new BudgetBody(
            run.Get(_scope) ?? known?.Scope, run.Get(_subject) ?? known?.Subject,
            run.Get(_money) is not null ? "money" : run.Get(_tokens) is not null ? "tokens" : known?.Unit,
            Cap(run) ?? known?.Cap, run.Get(_window) ?? known?.Window, rule,
            run.Get(_cheaper) ?? (rule == "cheaper" ? known?.CheaperModel : null));
    }

    private long? Cap(CommandRun run) => run.Get(_money) is { } money
        ? Amounts.ParseMoney(money)
            ?? throw ProblemException.Usage($"--money '{money}' is no amount such as 12.50, with at most 6 decimals.")
        : run.Get(_tokens);
}

/// <summary>A budget as the gateway takes it.</summary>
internal sealed record BudgetBody(
    string? Scope, string? Subject, string? Unit, long? Cap, string? Window, string? Rule, string? CheaperModel);
