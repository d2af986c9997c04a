using Sanctum.Conformance.Platforms;
using Xunit.Sdk;
using Facts = Sanctum.Conformance.Platforms.PlatformAdapterConformance;

namespace Sanctum.Platforms.Conformance;

/// <summary>The suite passes an adapter that is right.</summary>
public sealed class MemoryConformanceTests : PlatformAdapterConformance
{
    protected override Task<PlatformStandIn> StartAsync() => Task.FromResult<PlatformStandIn>(new MemoryPlatform(Mistake.None));
}

/// <summary>The suite fails an adapter that breaks a promise.</summary>
public sealed class SuiteTests
{
    public static TheoryData<Mistake, string> Broken => new()
    {
        { Mistake.ClaimsDeletion, nameof(Facts.Its_capabilities_agree_with_its_interfaces) },
        { Mistake.ForgetsKeys, nameof(Facts.Same_idempotency_key_is_the_same_post_where_it_says_so) },
        { Mistake.AnswersNoId, nameof(Facts.Post_is_on_the_platform_once_and_has_an_id) },
        { Mistake.IgnoresCancellation, nameof(Facts.Cancelled_call_ends_as_cancelled_and_posts_nothing) },
        { Mistake.CallsRefusalTransient, nameof(Facts.Refused_credentials_are_a_permanent_failure) },
        { Mistake.HidesExpiry, nameof(Facts.Rejected_login_is_a_SessionExpiredException) },
        { Mistake.HidesTakedown, nameof(Facts.Account_that_may_not_act_is_an_AccountRefusedException) },
        { Mistake.CallsFailurePermanent, nameof(Facts.Failure_of_the_platform_is_transient_and_the_post_goes_later) },
        { Mistake.KeepsCursorItself, nameof(Facts.Same_cursor_brings_the_same_again) },
        { Mistake.RepeatsEverything, nameof(Facts.Newest_cursor_brings_nothing_of_before) },
        { Mistake.LosesThePage, nameof(Facts.Unreadable_entry_is_named_and_loses_no_other) },
        { Mistake.FreeOfCharge, nameof(Facts.Points_of_posts_are_positive_and_grow_with_the_text) },
        { Mistake.ShortLimit, nameof(Facts.Text_as_long_as_the_limit_is_one_post) },
    };

    [Theory, MemberData(nameof(Broken))]
    public async Task Broken_promise_fails_its_fact(Mistake mistake, string fact)
    {
        var suite = new Suite(mistake);
        await suite.InitializeAsync();
        var failure = await Record.ExceptionAsync(() => suite.Run(fact));

        Assert.NotNull(failure);
        Assert.True(failure is XunitException or Errors.SanctumException, $"{failure}");
    }

    private sealed class Suite(Mistake mistake) : PlatformAdapterConformance
    {
        public async Task Run(string fact) =>
            await (typeof(PlatformAdapterConformance).GetMethod(fact)!.Invoke(
                this, System.Reflection.BindingFlags.DoNotWrapExceptions, null, null, null) as Task ?? Task.CompletedTask);

        protected override Task<PlatformStandIn> StartAsync() => Task.FromResult<PlatformStandIn>(new MemoryPlatform(mistake));
    }
}
