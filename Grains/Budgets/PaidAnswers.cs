using Microsoft.Extensions.AI;
using Sanctum.Errors;
using Sanctum.Models;

namespace Sanctum.Budgets;

/// <summary>Asks a model one thing beside the steps of turns. Budgets count the call.</summary>
internal sealed class PaidAnswers(IModelGateway models, ModelSpending spending)
{
    /// <summary>Asks the model, or the cheaper one that a full budget names.</summary>
    /// <param name="call">The call, as budgets name it.</param>
    /// <param name="model">The model.</param>
    /// <param name="messages">What it is given.</param>
    /// <param name="options">How it is to answer, and what it may write at most.</param>
    /// <param name="ct">Ends the answer early.</param>
    /// <returns>The model that was asked, and what it said, without what it thought aloud; empty where that is nothing.</returns>
    /// <exception cref="BudgetExceededException">A budget has no room for it; the model was not asked.</exception>
    public async Task<(string Model, string Text)> Ask(
        SpendingCall call, string model, ChatMessage[] messages, ChatOptions options, CancellationToken ct)
    {
        try
        {
            return await AskOne(call, model, messages, options, ct);
        }
        catch (BudgetExceededException exceeded) when (exceeded.CheaperModel is { } cheaper)
        {
            return await AskOne(call, cheaper, messages, options, ct);
        }
    }

    private async Task<(string Model, string Text)> AskOne(
        SpendingCall call, string model, ChatMessage[] messages, ChatOptions options, CancellationToken ct)
    {
        var counting = await spending.FindBudgets(call, model);
        var reservation = counting.IsEmpty
            ? null
            : await spending.Reserve(call, model, counting, PromptBytes.Of(messages, []), options.MaxOutputTokens);
        var (text, usage) = ("", new UsageDetails());
        try
        {
            (text, usage) = await Listen(model, messages, options, ct);
        }
        catch (DependencyException failure) when (failure.IsRefusal && reservation is not null)
        {
            await spending.Release(reservation);
            throw;
        }
        if (reservation is not null)
            await spending.Settle(
                reservation, usage.InputTokenCount ?? 0, usage.OutputTokenCount ?? 0, PromptBytes.Of(text));
        return (model, text.Trim());
    }

    private async Task<(string Text, UsageDetails Usage)> Listen(
        string model, ChatMessage[] messages, ChatOptions options, CancellationToken ct)
    {
        var (said, usage) = (new ReasoningFilter(), new UsageDetails());
        await foreach (var content in models.StreamAsync(model, messages, options, ct).SelectMany(update => update.Contents))
        {
            if (content is TextContent text)
                said.Add(text.Text);
            else if (content is UsageContent cost)
                usage = cost.Details;
        }
        said.End();
        return (said.Text, usage);
    }
}
