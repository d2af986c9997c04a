namespace Sanctum.Contracts;

public sealed class ContractRuleTests
{
    [Theory]
    [InlineData(typeof(NoSerializer), "NoSerializer has no [GenerateSerializer].")]
    [InlineData(typeof(NoSerializer), "NoSerializer has no [Alias].")]
    [InlineData(typeof(NoId), "NoId.Other has no [Id].")]
    [InlineData(typeof(Settable), "Settable.Other can change after it was sent.")]
    [InlineData(
        typeof(HoldsList),
        "HoldsList.Numbers holds IReadOnlyList`1, which is neither a message nor an immutable collection of them.")]
    [InlineData(typeof(NotShared), "NotShared has no [Immutable].")]
    [InlineData(typeof(Open), "Open is neither sealed nor abstract.")]
    [InlineData(typeof(Deep), "NoSerializer has no [GenerateSerializer].")]
    [InlineData(typeof(NamelessException), "NamelessException has no [Alias].")]
    [InlineData(typeof(object), "a test holds Object, which is neither a message nor an immutable collection of them.")]
    public void Message_that_breaks_a_rule_is_named(Type type, string broken) =>
        Assert.Contains(broken, new MessageRules().Message(type, "a test").Broken);

    [Theory]
    [InlineData("IBadGrain is not keyed by a string.")]
    [InlineData("IBadGrain has no [Alias].")]
    [InlineData("IBadGrain.Unnamed has no [Alias].")]
    [InlineData("IBadGrain.Unnamed holds List`1, which is neither a message nor an immutable collection of them.")]
    [InlineData("NoSerializer has no [GenerateSerializer].")]
    public void Grain_interface_that_breaks_a_rule_is_named(string broken)
    {
        var messages = new MessageRules();

        var found = GrainInterfaceRules.Broken(typeof(IBadGrain), messages).ToList();

        Assert.Contains(broken, found.Concat(messages.Broken));
    }

    [Fact]
    public void State_without_ids_is_named() =>
        Assert.Contains("NoId.Other has no [Id].", new MessageRules().State(typeof(NoId)).Broken);

    [Fact]
    public void Names_with_two_owners_are_named()
    {
        Assert.Equal(
            ["test.no-id is the name of NoId and NoId."], GrainNames.RepeatedAliases([typeof(NoId), typeof(NoId), typeof(Open)]));
        Assert.Equal(
            ["test-name is the name of OneOwner and OtherOwner."],
            GrainNames.RepeatedStates([typeof(OneOwner), typeof(OtherOwner)]));
    }

    [Fact]
    public void Grain_class_without_a_grain_type_is_named() =>
        Assert.Equal(
            ["NamelessGrain has no [GrainType]."], GrainNames.WithoutGrainType([typeof(NamelessGrain), typeof(IBadGrain)]));

    [Fact]
    public void List_of_names_has_one_for_each_grain_method_message_and_state()
    {
        var names = GrainNames.All(
            [typeof(Examples.ReadingListGrain), typeof(Examples.IReadingListGrain), typeof(Examples.ReadingList)]);

        Assert.Equal(
            ["grain readinglist", "interface example.IReadingListGrain Add", "interface example.IReadingListGrain Get",
                "message example.reading-list", "state example-reading-list"],
            names);
    }
}
