//! Names that many are given, in small ASCII letters without accents; those that are words of their own or names of things
//! are left out.

pub(super) const GIVEN_NAMES: &str = "aaron abdul abdullah abigail adaeze adam adele adrian adriana agata agnes agnieszka ahmed aiko aisha alan \
    alba albert alberto alejandra alejandro aleksander aleksandra alessandra alessandro alessia alexander \
    alexandra alexandre alfonso alfred ali alice alicia alina alison allison amanda amara amelia amelie amina \
    amir amit amy ana anastasia anders andre andrea andreas andreea andrew andrzej andy angela angelica angelo \
    anika anil anita anja anjali ann anna anne annette annika anthony antoine anton antonia antonio anya ariana \
    arjun arthur arturo astrid audrey axel barbara bartosz beata beatrice beatriz ben benedict benjamin bernard \
    bernd bernhard bianca birgit bjorn bob bogdan brandon brenda brian bridget bruno bryan camila camille carina \
    carl carla carlo carlos carmen carol carolin carolina caroline catherine cathy cecilia cedric celia celine \
    charles charlie chiara chidi chloe chris christian christiana christina christine christoph christopher \
    cindy claire clara claudia clement cristian cristina cynthia daisuke dan daniel daniela daniele danielle \
    darren dave david davide dawid deborah debra denis denise dennis derek diana diane diego dieter dimitri \
    dmitri dominik dominique donald donna dorota dorothy douglas duncan dylan eduardo edward edwin ekaterina \
    elaine eleanor elena eleni elisa elisabeth elise elizabeth ella ellen elsa emil emilia emilie emily emma \
    emmanuel enrico enrique eric erica erik erika erin ernesto esteban esther ethan eugene eva evelyn ewa fabian \
    fabio fabrice fatima fatma federica federico felipe felix fernanda fernando filip filippo fiona florian \
    frances francesca francesco francisco francois frank frantisek franz fred frederic frederik fredrik \
    friedrich gabriel gabriela gabriele gareth gary gavin gemma geoffrey george gerald gerard gerhard gianluca \
    gillian gina giorgio giovanna giovanni giulia giuseppe glenn gloria gonzalo gordon graham greg gregory greta \
    grzegorz guido guilherme guillaume guillermo gunter gustav gustavo hana hanna hannah hans harald harold \
    harriet harry haruto hasan hassan hector heidi heike helen helena helene helga helmut henri henrik henry \
    herbert hiroshi holger howard hugo hussein hyun ian ibrahim ignacio igor ilse imran ines inga inge ingrid \
    ioana irena irene irina isabel isabella isabelle ivan ivana jack jackie jacob jacqueline jacques jakob jakub \
    james jana jane janet janice janine jasmin jason javier jean jeanne jeff jeffrey jennifer jens jeremy jerome \
    jerzy jessica jesus jill jim jimena jisoo joan joana joanna joanne joao joaquin jochen johan johanna \
    johannes john johnny jonas jonathan joost jorge jose josef josefine joseph joshua joyce juan juana juha \
    julia julian juliana julie julien juliette jurgen justin justyna kamil karen karim karin karina karl \
    karolina katarina katarzyna kate katharina katherine kathleen kathryn kathy katja katrin kayla keith kelly \
    kenji kenneth kerstin kevin khalid kim kimberly klaus kofi konrad kristin kristina krystyna krzysztof kumar \
    kurt kwame lars laura lauren laurent lea leah leila lena leo leon leonardo leonie leticia lewis liam lidia \
    lilian linda lindsey linh lisa lorena lorenzo lothar louis louise luc luca lucas lucia luciana lucie lucy \
    luigi luis luisa lukas lukasz lydia maciej magdalena maja malgorzata manfred manuel manuela marc marcel \
    marcela marcelo marcin marco marcos marcus marek maren margaret margarita margit maria mariana marianne \
    mariano marie marina mario marion marisa marius marjorie marko markus marta martha martin martina martine \
    mary mateo mateusz mathieu mathilde matteo matthew matthias maurice mauro maximilian megan mehmet mei meike \
    melanie melissa michael michaela michal michel michele michelle miguel mika mikael mikhail milena minh \
    miriam mohamed mohammad mohammed monica monika monique muhammad mustafa nadia nadine nancy naomi natalia \
    natalie natasha nathalie nathan neha neil ngozi nicholas nicola nicolas nicole nigel niklas nikola nikolai \
    nina noah noemi nora norbert olaf oleg olga oliver olivia olivier oluwaseun omar oskar osman otto pablo \
    pamela paola paolo pascal patricia patrick patrik paul paula paulina pauline paulo pavel pedro peter petra \
    philip philipp philippe phillip pia pierre pilar piotr priya rachel rafael rahul raj rajesh ralf ralph ramon \
    raquel raul ravi raymond rebecca regina reinhard renata renate rene ricardo riccardo richard rita robert \
    roberta roberto rodrigo roger roland rolf roman ronald rosa rosemary roxana russell ruth ryan sabine sabrina \
    sakura salvatore samantha samir samuel sandra sandro sanjay sara sarah sean sebastian serena sergei sergey \
    sergio shannon sharon sheila shirley silke silvia simon simona simone siobhan sofia sofie sonia sophia \
    sophie stefan stefania stefanie stefano stella stephan stephane stephanie stephen steve steven stuart sunil \
    susan susana susannah susanne suzanne sven svetlana sylvia sylvie szymon takeshi tamara tania tanja tatiana \
    tatjana teo teresa terry thandiwe theo theodore theresa thierry thomas thorsten thuy tiago tim timothy tina \
    tobias tom tomas tomasz tommaso toni tony torsten tracy ulrich ulrike ursula ute valentina valeria valerie \
    vanessa vera veronica veronika veronique vicente victor viktor viktoria vincent vincenzo virginie vivian \
    vladimir volker waldemar walter wanda werner wilhelm william wojciech wolfgang xavier yasmin yolanda youssef \
    yui yuki yusuf yves yvonne zahra zeynep zoe zofia zuzanna";
