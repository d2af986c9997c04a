using FsCheck;
using FsCheck.Fluent;

namespace Sanctum.Budgets;

/// <summary>The books, on a real database.</summary>
[Collection(HostSuite.Name)]
public sealed class BudgetBooksTests(SanctumHost host)
{
    private const int Callers = 64;

    // Later than the clock: the lifeline of the host expires what is over by its own.
    private static readonly DateTimeOffset Now = new(2126, 5, 4, 10, 30, 0, TimeSpan.Zero);

    [Fact]
    public async Task Parallel_callers_never_have_one_unit_more_than_the_cap()
    {
        const long Cap = 1_003, Amount = 17;
        var books = new Books(host);
        var (tight, wide) = (await books.Add(Cap), await books.Add(10 * Cap, unit: BudgetUnit.Money));

        var reserved = await Task.WhenAll(Enumerable.Range(0, Callers).Select(async i =>
        {
            var granted = 0L;
            for (var call = 0; call < 4; call++)
            {
                // In both orders: the statement has its own.
                (BudgetInForce, long)[] needs = [(tight, Amount), (wide, Amount)];
                if (i % 2 == 0)
                    Array.Reverse(needs);
                if (await books.Reserve(books.NewCall(), Now, needs))
                    granted += Amount;
            }
            return granted;
        }));

        Assert.Equal(Cap / Amount * Amount, reserved.Sum());
        Assert.Equal((0, Cap / Amount * Amount), await books.Of(tight));
        Assert.Equal((0, Cap / Amount * Amount), await books.Of(wide));
    }

    [Fact]
    public async Task Parallel_callers_that_settle_meanwhile_spend_no_unit_more_than_the_cap()
    {
        const long Cap = 5_000, Amount = 100, Cost = 37;
        var books = new Books(host);
        var budget = await books.Add(Cap);

        var costs = await Task.WhenAll(Enumerable.Range(0, Callers).Select(async _ =>
        {
            var spent = 0L;
            for (var refusals = 0; refusals < 3;)
            {
                var call = books.NewCall();
                if (await books.Reserve(call, Now, (budget, Amount)))
                    spent += Assert.Single(await books.Settle(call, Cost, Now)).Spent;
                else
                    refusals++;
            }
            return spent;
        }));

        Assert.Equal((costs.Sum(), 0), await books.Of(budget));
        Assert.InRange(costs.Sum(), Cap / Amount * Cost, Cap);
    }

    [Fact]
    public async Task A_call_that_one_budget_refuses_reserves_on_none()
    {
        var books = new Books(host);
        var (wide, tight) = (await books.Add(1_000), await books.Add(10));

        Assert.False(await books.Reserve(books.NewCall(), Now, (wide, 100), (tight, 11)));

        Assert.Equal((0, 0), await books.Of(wide));
        Assert.Equal(0, await host.Count($"select count(*) from budget_entry where tenant = '{books.Tenant}'"));
    }

    [Fact]
    public async Task A_call_that_is_made_again_after_a_crash_keeps_its_one_reservation_and_is_paid_once()
    {
        var books = new Books(host);
        var budget = await books.Add(100);
        var first = books.NewCall(holder: 1);
        var again = first with { Holder = 2 };

        Assert.True(await books.Reserve(first, Now, (budget, 60)));
        Assert.True(await books.Reserve(again, Now, (budget, 70)));
        Assert.Equal((0, 70), await books.Of(budget));
        // The worker that was overtaken still lives.
        Assert.Empty(await books.Settle(first, 50, Now));
        Assert.Equal(40, Assert.Single(await books.Settle(again, 40, Now)).Spent);
        Assert.Empty(await books.Settle(again, 40, Now));

        Assert.Equal((40, 0), await books.Of(budget));
        Assert.Equal(1, await host.Count($"select count(*) from budget_entry where tenant = '{books.Tenant}'"));
    }

    [Fact]
    public async Task Two_workers_that_reserve_for_one_call_at_once_have_one_entry()
    {
        var books = new Books(host);
        var budget = await books.Add(1_000);
        var call = books.NewCall();

        await Task.WhenAll(Enumerable.Range(1, 16).Select(
            holder => books.Reserve(call with { Holder = holder }, Now, (budget, 60))));

        Assert.Equal((0, 60), await books.Of(budget));
        Assert.Equal((0, 60), await books.OfEntries(budget));
    }

    [Fact]
    public async Task A_reservation_that_expires_counts_as_spent_until_its_turn_says_what_it_cost()
    {
        var books = new Books(host);
        var budget = await books.Add(100);
        var (lost, back) = (books.NewCall(), books.NewCall());
        await books.Reserve(lost, Now, (budget, 30));
        await books.Reserve(back, Now, (budget, 40));
        var later = Now + Books.Lifetime;

        Assert.Contains(await books.Rows.FindExpired(later, 1_000, CancellationToken.None), key => key.Tenant == books.Tenant);
        Assert.Equal(2, (await books.Rows.Expire(books.Tenant, later, CancellationToken.None)).Length);
        Assert.Equal((70, 0), await books.Of(budget));
        Assert.True(await books.Reserve(back with { Holder = 2 }, later, (budget, 40)));
        Assert.Equal((30, 40), await books.Of(budget));
        await books.Settle(back with { Holder = 2 }, 25, later);
        await books.Settle(lost, 10, later);

        Assert.Equal((35, 0), await books.Of(budget));
        Assert.Equal((35, 0), await books.OfEntries(budget));
    }

    [Fact]
    public async Task A_budget_renews_with_its_window_and_what_was_reserved_before_is_the_old_windows()
    {
        var books = new Books(host);
        var budget = await books.Add(100, BudgetWindow.Hour);
        var (before, after) = (books.NewCall(), books.NewCall());
        await books.Reserve(before, Now, (budget, 90));
        var next = Now.AddHours(1);

        Assert.False(await books.Reserve(books.NewCall(), Now.AddMinutes(29), (budget, 11)));
        Assert.True(await books.Reserve(after, next, (budget, 100)));
        Assert.Equal(90, Assert.Single(await books.Settle(before, 90, next)).Spent);
        await books.Settle(after, 80, next);

        Assert.Equal((80, 0), await books.Of(budget));
        Assert.Equal((80, 0), await books.OfEntries(budget));
        // A silo whose clock is late does not bring the old window back.
        Assert.False(await books.Reserve(books.NewCall(), Now, (budget, 21)));
    }

    [Fact]
    public async Task A_budget_that_was_deleted_limits_nothing_and_its_reservations_still_end()
    {
        var books = new Books(host);
        var budget = await books.Add(10);
        await books.Reserve(books.NewCall(), Now, (budget, 10));
        await host.Part<BudgetStore>().Remove(books.Tenant, budget.Definition.Name, version: 1, CancellationToken.None);

        Assert.Empty(await books.Rows.Reserve(
            books.NewCall(), "m/x", [new BudgetNeed(budget, 99)], Now, Books.Lifetime, CancellationToken.None));
        await books.Rows.Expire(books.Tenant, Now + Books.Lifetime, CancellationToken.None);

        Assert.Equal(
            0, await host.Count($"select count(*) from budget_entry where tenant = '{books.Tenant}' and status = 'reserved'"));
        Assert.Equal(0, await books.Rows.RemoveOlder(DateTimeOffset.UnixEpoch, 10, CancellationToken.None));
        Assert.NotEqual(0, await books.Rows.RemoveOlder(Now + 2 * Books.Lifetime, 10_000, CancellationToken.None));
        Assert.Equal(0, await host.Count($"select count(*) from budget_entry where tenant = '{books.Tenant}'"));
    }

    [Fact]
    public void Whatever_is_reserved_settled_expired_and_renewed_the_books_balance_and_no_cap_is_exceeded() =>
        Prop.ForAll(Arb.From(Gen.Choose(0, 999).ListOf(40)), steps =>
        {
            Play([.. steps]).GetAwaiter().GetResult();
            return true;
        }).Check(Config.QuickThrowOnFailure.WithMaxTest(25));

    // Each step is a number, from which everything about it follows.
    private async Task Play(int[] steps)
    {
        const long Cap = 500;
        var books = new Books(host);
        BudgetInForce[] budgets =
            [await books.Add(Cap, BudgetWindow.Hour), await books.Add(2 * Cap), await books.Add(Cap, BudgetWindow.Day)];
        var calls = new List<(SpendingCall Call, long Amount)>();
        var now = Now;
        foreach (var step in steps)
        {
            var known = calls.Count > 0 ? calls[step % calls.Count] : default;
            switch (step % 10)
            {
                case < 4:
                    var amount = 1 + step / 5;
                    var call = books.NewCall();
                    var counting = budgets.Where((_, i) => step / 10 % 4 != i);
                    if (await books.Reserve(call, now, [.. counting.Select(budget => (budget, (long)amount))]))
                        calls.Add((call, amount));
                    break;
                case < 6 when known.Call is not null:
                    // Never more than was reserved: a model is told its limit.
                    await books.Settle(known.Call, step % (known.Amount + 1), now);
                    calls.Remove(known);
                    break;
                case 6 when known.Call is not null:
                    await books.Rows.Release(known.Call, now, CancellationToken.None);
                    calls.Remove(known);
                    break;
                case 7 when known.Call is not null:
                    var again = known.Call with { Holder = known.Call.Holder + 1 };
                    calls.Remove(known);
                    if (await books.Reserve(again, now, [.. budgets.Select(budget => (budget, known.Amount))]))
                        calls.Add((again, known.Amount));
                    break;
                case 8:
                    now += TimeSpan.FromMinutes(step % 40);
                    break;
                default:
                    await books.Rows.Expire(books.Tenant, now, CancellationToken.None);
                    break;
            }
            foreach (var budget in budgets)
            {
                var (spent, reserved) = await books.Of(budget);
                Assert.Equal((spent, reserved), await books.OfEntries(budget));
                Assert.InRange(spent + reserved, 0, budget.Definition.Cap);
            }
        }
    }
}
