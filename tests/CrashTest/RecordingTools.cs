using Npgsql;
using Sanctum.Tools;

namespace Sanctum.CrashTest;

/// <summary>What both tools are asked.</summary>
internal sealed record RecordArguments(string Message);

/// <summary>A tool as an idempotent outside service is: the call id decides, a repeat changes nothing.</summary>
internal sealed class RecordOnceTool(NpgsqlDataSource database) : ITool<RecordArguments>
{
    public string Name => "record_once";

    public string Description => "Records a message.";

    public ToolEffects Effects => ToolEffects.Idempotent;

    public async Task<string> Invoke(RecordArguments arguments, ToolContext context, CancellationToken cancellationToken)
    {
        await Task.Delay(Random.Shared.Next(0, 20), cancellationToken);
        while (!await TryRecord(arguments, context, cancellationToken))
            await Task.Delay(50, cancellationToken);
        return "recorded";
    }

    // The service it stands for is not restarted with our database; its answer would come.
    private async Task<bool> TryRecord(RecordArguments arguments, ToolContext context, CancellationToken cancellationToken)
    {
        try
        {
            await using var command = database.CreateCommand(
                "insert into effect_once (call_id, message) values ($1, $2) on conflict do nothing");
            command.Parameters.AddWithValue(context.CallId);
            command.Parameters.AddWithValue(arguments.Message);
            await command.ExecuteNonQueryAsync(cancellationToken);
            return true;
        }
        catch (NpgsqlException)
        {
            return false;
        }
    }
}

/// <summary>A tool that cannot tell a repeat: every run leaves another row.</summary>
internal sealed class RecordUnrepeatableTool(NpgsqlDataSource database) : ITool<RecordArguments>
{
    public string Name => "record_unrepeatable";

    public string Description => "Records a message, each time anew.";

    public ToolEffects Effects => ToolEffects.Unrepeatable;

    public async Task<string> Invoke(RecordArguments arguments, ToolContext context, CancellationToken cancellationToken)
    {
        await using var command = database.CreateCommand("insert into effect_each (call_id, message) values ($1, $2)");
        command.Parameters.AddWithValue(context.CallId);
        command.Parameters.AddWithValue(arguments.Message);
        await command.ExecuteNonQueryAsync(cancellationToken);
        return "recorded";
    }
}
