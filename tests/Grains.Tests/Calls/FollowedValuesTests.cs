using System.Collections.Concurrent;
using Sanctum.Testing;

namespace Sanctum.Calls;

public sealed class FollowedValuesTests : IAsyncDisposable
{
    private readonly Source _source = new();
    private readonly ConcurrentQueue<string> _changes = new();
    private readonly ConcurrentQueue<string> _failures = new();
    private readonly CancellationTokenSource _stopping = new();
    private readonly FollowedValues<string> _values;
    private readonly Task _running;

    public FollowedValuesTests()
    {
        _values = new FollowedValues<string>(
            _source.Follow, (key, before, now) => _changes.Enqueue($"{key}: {before} to {now}"),
            (key, failure) => _failures.Enqueue($"{key}: {failure.Message}"), TimeProvider.System);
        _running = _values.Run("first", _stopping.Token);
    }

    public async ValueTask DisposeAsync()
    {
        await _stopping.CancelAsync();
        await _running;
        _stopping.Dispose();
    }

    [Fact]
    public async Task The_first_key_is_read_at_once_and_each_change_is_told_once()
    {
        await Eventually.True(() => Task.FromResult(_values.Find("first") == "first 1"));

        _source.Change("first", "first 2");
        await Eventually.True(() => Task.FromResult(_values.Find("first") == "first 2"));
        _source.Change("first", "first 3");
        await Eventually.True(() => Task.FromResult(_changes.Count == 2));

        Assert.Equal(["first: first 1 to first 2", "first: first 2 to first 3"], _changes);
        Assert.Empty(_failures);
    }

    [Fact]
    public async Task A_key_that_is_asked_for_is_followed_from_then_on_by_one_loop()
    {
        Assert.Null(_values.Find("second"));
        var both = await Task.WhenAll(_values.Of("second").AsTask(), _values.Of("second").AsTask());
        _source.Change("second", "second 2");
        await Eventually.True(() => Task.FromResult(_values.Find("second") == "second 2"));

        Assert.Equal(["second 1", "second 1"], both);
        Assert.Equal("second 2", await _values.Of("second"));
        await Eventually.True(() => Task.FromResult(_source.Waiting("second") == 1));
    }

    [Fact]
    public async Task What_was_read_last_holds_while_the_grain_is_away_and_is_followed_again()
    {
        await Eventually.True(() => Task.FromResult(_source.Waiting("first") == 1));

        _source.Fail("first");
        await Eventually.True(() => Task.FromResult(!_failures.IsEmpty));
        Assert.Equal("first 1", _values.Find("first"));
        await Assert.ThrowsAsync<InvalidOperationException>(() => _values.Of("away").AsTask());
        _source.Change("first", "first 2");

        await Eventually.True(() => Task.FromResult(_values.Find("first") == "first 2"));
        Assert.Equal("first: away", _failures.First());
    }

    /// <summary>Values that change, each with those who wait for that.</summary>
    private sealed class Source
    {
        private readonly Lock _gate = new();
        private readonly Dictionary<string, string> _values = new() { ["first"] = "first 1", ["second"] = "second 1" };
        private readonly List<(string Key, TaskCompletionSource<string> Answer)> _waiting = [];

        public Task<string> Follow(string key, string? known, CancellationToken cancellationToken)
        {
            lock (_gate)
            {
                if (!_values.TryGetValue(key, out var value))
                    throw new InvalidOperationException("away");
                if (known != value)
                    return Task.FromResult(value);
                var answer = new TaskCompletionSource<string>(TaskCreationOptions.RunContinuationsAsynchronously);
                _waiting.Add((key, answer));
                return answer.Task.WaitAsync(cancellationToken);
            }
        }

        public int Waiting(string key)
        {
            lock (_gate)
                return _waiting.Count(one => one.Key == key);
        }

        public void Change(string key, string value) => Answer(key, one => one.SetResult(value), value);

        public void Fail(string key) => Answer(key, one => one.SetException(new InvalidOperationException("away")), value: null);

        private void Answer(string key, Action<TaskCompletionSource<string>> answer, string? value)
        {
            lock (_gate)
            {
                if (value is not null)
                    _values[key] = value;
                foreach (var (_, waiting) in _waiting.Where(one => one.Key == key))
                    answer(waiting);
                _waiting.RemoveAll(one => one.Key == key);
            }
        }
    }
}
